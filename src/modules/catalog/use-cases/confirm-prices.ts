import type { ConfirmPricesV1 } from '#contracts/catalog/confirm-prices.v1.ts';
import { PricesConfirmedV1 } from '#contracts/catalog/prices-confirmed.v1.ts';
import { PricesRefusedV1 } from '#contracts/catalog/prices-refused.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { type PriceRefusal, refusalsOf } from '../domain/offer.ts';
import type { Products } from '../persistence/products.ts';

interface Deps {
  readonly products: Products;
  readonly events: EventBus;
}

export type ConfirmPrices = ReturnType<typeof confirmPrices>;

/** Answers for each order whether its lines are on sale at the prices shown: one statement for all of them. */
export const confirmPrices =
  ({ products, events }: Deps) =>
  async (tx: Tx, orders: readonly ConfirmPricesV1[]): Promise<void> => {
    const skus = new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)));
    const offers = new Map((await products.offersOf(tx, [...skus])).map((offer) => [offer.sku, offer]));
    for (const { orderId, lines } of orders) answer(events, tx, orderId, refusalsOf(lines, offers));
  };

function answer(events: EventBus, tx: Tx, orderId: string, refusals: readonly PriceRefusal[]): void {
  const about = { subject: orderId, sequence: 1 };
  if (refusals.length === 0) events.publish(tx, PricesConfirmedV1, { ...about, payload: { orderId } });
  else events.publish(tx, PricesRefusedV1, { ...about, payload: { orderId, refusals: [...refusals] } });
}
