import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { PlannedOrder } from '../planned-order.ts';
import { type Answer, type ShopApi, ShopRefusal } from './shop-api.ts';

const Money = z.object({ amountMinor: z.number(), currency: z.string() });
const Order = z.object({
  id: z.string(),
  status: z.enum(['pending', 'confirmed', 'cancelled', 'needs_attention']),
  failure: z.object({ code: z.string() }).optional(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.number(), lineTotal: Money })),
  total: Money,
  accessKey: z.string().optional(),
});
type Order = z.output<typeof Order>;

/** An order as the shop shows it at its end. */
export interface SettledOrder extends Omit<Order, 'accessKey'> {
  /** From the request to the confirmation; undefined where it was never confirmed, or placed by an earlier run. */
  readonly confirmedAfterMs: number | undefined;
  readonly replayed: boolean;
}

/** Places an order as a guest does, follows it to its end, and does with it what the plan says. */
export async function placeOrder(shop: ShopApi, planned: PlannedOrder): Promise<SettledOrder> {
  const startedAt = performance.now();
  const { key, lines, customer, shippingAddress, token, afterwards } = planned;
  const body = { lines, customer, shippingAddress, payment: { token } };
  const headers = { 'idempotency-key': key, prefer: 'wait=10' };
  const placed = await withNewProducts(() => shop.guest({ method: 'POST', path: '/v1/orders', body, headers }, Order));
  const { accessKey = '' } = placed.body;
  const settled = await settle(shop, placed, accessKey);
  const replayed = placed.headers.get('idempotent-replayed') === 'true';
  const confirmedAfterMs = settled.status === 'confirmed' && !replayed ? performance.now() - startedAt : undefined;
  const order = await carryOn(shop, settled, { afterwards, accessKey });
  return { ...order, confirmedAfterMs, replayed };
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
      const isNew = error instanceof ShopRefusal && error.code === 'orders.sku_not_on_sale';
      if (!isNew || performance.now() > giveUpAt) throw error;
      await pause(LOOK_AGAIN_MS);
    }
  }
}

/** The stream of an order's events ends when nothing more happens to it. */
async function settle(shop: ShopApi, { status, body }: Answer<Order>, accessKey: string): Promise<Order> {
  if (status !== 202) return body;
  const headers = { 'x-access-key': accessKey };
  const path = `/v1/orders/${body.id}`;
  for (;;) {
    const { body: events } = await shop.guest({ method: 'GET', path: `${path}/events`, headers }, z.string());
    if (/^event: ?settled$/m.test(events)) break;
  }
  return (await shop.guest({ method: 'GET', path, headers }, Order)).body;
}

async function carryOn(
  shop: ShopApi,
  order: Order,
  { afterwards, accessKey }: { afterwards: PlannedOrder['afterwards']; accessKey: string },
): Promise<Order> {
  if (order.status !== 'confirmed' || afterwards === 'kept') return order;
  if (afterwards === 'cancelled') {
    const headers = { 'x-access-key': accessKey, prefer: 'wait=10' };
    const call = { method: 'POST' as const, path: `/v1/orders/${order.id}/cancel`, body: {}, headers };
    return settle(shop, await shop.guest(call, Order), accessKey);
  }
  await ship(shop, order.id, afterwards);
  return order;
}

const Shipments = z.object({ data: z.array(z.object({ id: z.string(), status: z.string() })).length(1) });

async function ship(shop: ShopApi, orderId: string, until: 'dispatched' | 'delivered'): Promise<void> {
  const { body } = await shop.staff({ method: 'GET', path: `/v1/shipments?orderId=${orderId}` }, Shipments);
  for (const { id, status: reached } of body.data) {
    for (const status of STAGES.slice(STAGES.indexOf(reached) + 1, STAGES.indexOf(until) + 1)) {
      await shop.staff({ method: 'POST', path: `/v1/shipments/${id}/tracking`, body: { status } }, z.object({}));
    }
  }
}

const STAGES = ['created', 'dispatched', 'delivered'];
