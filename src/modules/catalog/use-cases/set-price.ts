import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Money } from '#shared-kernel/money.ts';
import { VariantNotFound } from '../domain/errors.ts';
import type { Variant } from '../domain/product.ts';
import { revisedProduct } from '../domain/product-change.ts';
import type { Products } from '../persistence/products.ts';
import { announce } from './announce.ts';

interface Deps {
  readonly products: Products;
  readonly events: EventBus;
  readonly clock: Clock;
}

export type SetPrice = ReturnType<typeof setPrice>;

/** Gives one variant a new price. */
export const setPrice =
  ({ products, events, clock }: Deps) =>
  async (tx: Tx, { sku, price }: { readonly sku: string; readonly price: Money }): Promise<Variant> => {
    const product = await products.lockBySku(tx, sku);
    const variant = product?.variants.find((candidate) => candidate.sku === sku);
    if (!product || !variant) throw new VariantNotFound(sku);
    const repriced = { ...variant, price };
    const variants = product.variants.map((each) => (each === variant ? repriced : each));
    const change = revisedProduct(product, { variants }, { newId }, clock.now());
    if (!change) return variant;
    await products.update(tx, [change.after]);
    announce(events, tx, change);
    return repriced;
  };
