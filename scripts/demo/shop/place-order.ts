import { setTimeout as pause } from 'node:timers/promises';
import { type components, unwrap } from '../../../clients/typescript/src/index.ts';
import type { PlannedOrder } from '../planned-order.ts';
import { isFinal, type ShopApi } from './shop-api.ts';

type Order = components['schemas']['Order'];

/** An order as the shop shows it at its end. */
export interface SettledOrder extends Pick<Order, 'id' | 'status' | 'total'> {
  readonly failure?: Pick<NonNullable<Order['failure']>, 'code'> | undefined;
  readonly lines: readonly Pick<Order['lines'][number], 'sku' | 'quantity' | 'lineTotal'>[];
  /** From the request to the confirmation; undefined where it was never confirmed, or placed by an earlier run. */
  readonly confirmedAfterMs: number | undefined;
  readonly replayed: boolean;
}

/** Places an order as a guest does, follows it to its end, and does with it what the plan says. */
export async function placeOrder(shop: ShopApi, planned: PlannedOrder): Promise<SettledOrder> {
  const startedAt = performance.now();
  const { key, lines, customer, shippingAddress, token, afterwards } = planned;
  const body = { lines: [...lines], customer, shippingAddress, payment: { token } };
  const headers = { 'idempotency-key': key, prefer: 'wait=10' };
  const { order: placed, response } = await withNewProducts(() => answered(shop.guest.POST('/v1/orders', { body, headers })));
  const { accessKey = '' } = placed;
  const settled = await settle(shop, { order: placed, response }, accessKey);
  const replayed = response.headers.get('idempotent-replayed') === 'true';
  const confirmedAfterMs = settled.status === 'confirmed' && !replayed ? performance.now() - startedAt : undefined;
  const order = await carryOn(shop, settled, { afterwards, accessKey });
  return { ...order, confirmedAfterMs, replayed };
}

interface Answered {
  readonly order: Order;
  readonly response: Response;
}

async function answered(call: Promise<{ data?: Order; error?: unknown; response: Response }>): Promise<Answered> {
  return { order: await unwrap(call), response: (await call).response };
}

const NEWS_MS = 60_000;
const LOOK_AGAIN_MS = 1_000;

/** Orders hear of new products by message, so right after an import some of them are not on sale yet. */
async function withNewProducts<T>(place: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + NEWS_MS;
  for (;;) {
    try {
      return await place();
    } catch (error) {
      const isNew = isFinal(error) && error.code === 'orders.sku_not_on_sale';
      if (!isNew || performance.now() > giveUpAt) throw error;
      await pause(LOOK_AGAIN_MS);
    }
  }
}

/** An order that is still under way is followed until nothing more happens to it. */
async function settle({ guest }: ShopApi, { order, response }: Answered, accessKey: string): Promise<Order> {
  if (response.status !== 202) return order;
  const headers = { 'x-access-key': accessKey };
  for await (const { event } of guest.events(`/v1/orders/${order.id}/events`, { headers })) if (event === 'settled') break;
  return unwrap(guest.GET('/v1/orders/{id}', { params: { path: { id: order.id } }, headers }));
}

async function carryOn(
  shop: ShopApi,
  order: Order,
  { afterwards, accessKey }: { afterwards: PlannedOrder['afterwards']; accessKey: string },
): Promise<Order> {
  if (order.status !== 'confirmed' || afterwards === 'kept') return order;
  if (afterwards === 'cancelled') {
    const headers = { 'x-access-key': accessKey, prefer: 'wait=10' };
    const cancelling = shop.guest.POST('/v1/orders/{id}/cancel', { params: { path: { id: order.id } }, body: {}, headers });
    return settle(shop, await answered(cancelling), accessKey);
  }
  await ship(shop, order.id, afterwards);
  return order;
}

async function ship({ staff }: ShopApi, orderId: string, until: 'dispatched' | 'delivered'): Promise<void> {
  const { data } = await unwrap(staff.GET('/v1/shipments', { params: { query: { orderId } } }));
  if (data.length !== 1) throw new Error(`order ${orderId} has ${data.length} shipments`);
  for (const { id, status: reached } of data) {
    for (const status of STAGES.slice(NAMES.indexOf(reached) + 1, NAMES.indexOf(until) + 1)) {
      await unwrap(staff.POST('/v1/shipments/{id}/tracking', { params: { path: { id } }, body: { status } }));
    }
  }
}

const STAGES = ['dispatched', 'delivered'] as const;
const NAMES: readonly string[] = STAGES;
