import { expect } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { Answer, ShopClient } from './shop-client.ts';
import type { TestShop } from './test-shop.ts';

const Money = z.object({ amountMinor: z.number(), currency: z.string() });
export const PlacedOrder = z.object({
  id: z.string(),
  number: z.string(),
  status: z.enum(['pending', 'confirmed', 'cancelled', 'needs_attention']),
  failure: z.object({ code: z.string(), detail: z.string() }).optional(),
  total: Money,
  timeline: z.array(z.object({ step: z.string(), outcome: z.string() })),
  accessKey: z.string().optional(),
});
export type PlacedOrder = z.output<typeof PlacedOrder>;
const Cart = z.object({ id: z.string(), accessKey: z.string().optional(), total: Money });
const Level = z.object({ onHand: z.number(), held: z.number(), reserved: z.number(), available: z.number() });
const Payments = z.object({ data: z.array(z.object({ id: z.string(), status: z.string(), captured: Money, refunded: Money })) });
const Notifications = z.object({ data: z.array(z.object({ template: z.string(), status: z.string() })) });
const Shipments = z.object({ data: z.array(z.object({ id: z.string(), status: z.string() })) });

export interface Basket {
  readonly lines?: readonly { readonly sku: string; readonly quantity: number }[];
  readonly cartId?: string;
  readonly token?: string;
  readonly postalCode?: string;
  readonly key?: string;
  /** Seconds to wait for the end; 0 for an answer at once. */
  readonly wait?: number;
}

/** What a journey does in a shop: sell something, buy it, and look at what became of money, stock and parcels. */
export function shopping(shop: TestShop) {
  return { ...selling(shop), ...buying(shop), ...looking(shop) };
}

function staffOf(shop: TestShop): ShopClient {
  return shop.asStaff(
    'catalog:write',
    'inventory:write',
    'payments:read',
    'payments:write',
    'shipping:read',
    'shipping:write',
    'orders:read',
    'notifications:read',
  );
}

function selling(shop: TestShop) {
  return {
    staff: () => staffOf(shop),

    /** Puts a product with one variant on sale, so many pieces in stock. */
    async sell(sku: string, { stock = 10, priceMinor = 1_250, currency = 'EUR' } = {}): Promise<void> {
      const variants = [{ sku, price: { amountMinor: priceMinor, currency } }];
      const product = await staffOf(shop).post('/v1/products', { title: `Product ${sku}`, status: 'active', variants });
      expect(product.status).toBe(201);
      const delivery = { delta: stock, reason: 'delivery' };
      const adjusted = await staffOf(shop).post(`/v1/stock/${sku}/adjustments`, delivery, { 'idempotency-key': newId() });
      expect(adjusted.status).toBe(201);
    },
  };
}

function buying(shop: TestShop) {
  const submit = (client: ShopClient, basket: Basket): Promise<Answer> =>
    client.post('/v1/orders', bodyOf(basket), headersOf(basket));
  return {
    submit,

    /** Orders as a guest and waits for the end. */
    async order(basket: Basket): Promise<PlacedOrder> {
      const answer = await submit(shop.asGuest(), basket);
      expect([201, 202]).toContain(answer.status);
      return answer.as(PlacedOrder);
    },

    /** A guest's cart with one line. */
    async fillCart(sku: string, quantity = 1): Promise<{ readonly id: string; readonly client: ShopClient }> {
      const { id, accessKey } = (await shop.asGuest().post('/v1/carts')).as(Cart);
      const client = shop.asGuest(accessKey);
      const put = await client.put(`/v1/carts/${id}/lines/${sku}`, { quantity }, { 'if-match': '"1"' });
      expect(put.status).toBe(200);
      return { id, client };
    },
  };
}

function looking(shop: TestShop) {
  const list = async <S extends z.ZodType>(path: string, page: S) => (await staffOf(shop).get(path)).as(page);
  const paymentsOf = async (orderId: string) => (await list(`/v1/payments?orderId=${orderId}`, Payments)).data;
  const shipmentsOf = async (orderId: string) => (await list(`/v1/shipments?orderId=${orderId}`, Shipments)).data;
  return {
    paymentsOf,
    shipmentsOf,

    /** The mails about an order, the newest first, and what became of them. */
    async mailsOf(orderId: string): Promise<readonly string[]> {
      const { data } = await list(`/v1/notifications?orderId=${orderId}`, Notifications);
      return data.map(({ template, status }) => `${template}: ${status}`);
    },

    async level(sku: string) {
      return (await shop.asGuest().get(`/v1/stock/${sku}`)).as(Level);
    },

    async look({ id, accessKey }: Pick<PlacedOrder, 'id' | 'accessKey'>): Promise<PlacedOrder> {
      return (await shop.asGuest(accessKey).get(`/v1/orders/${id}`)).as(PlacedOrder);
    },

    /** Holds for every order that ended without a sale: nothing of it is left anywhere. */
    async expectNothingLeftOf(orderId: string): Promise<void> {
      for (const { status, captured, refunded } of await paymentsOf(orderId)) {
        expect(['declined', 'voided', 'refunded', 'failed']).toContain(status);
        expect(captured).toEqual(refunded);
      }
      for (const { status } of await shipmentsOf(orderId)) expect(['refused', 'cancelled']).toContain(status);
    },

    /** Our ledger of payments and the provider's say the same. */
    async expectLedgersAgree(): Promise<void> {
      await eventually(() => shop.verb('payments', 'reconcile'), {
        satisfies: (report) => JSON.stringify(report).includes('"differences":[]'),
      });
    },
  };
}

function bodyOf({ lines, cartId, token = 'tok_ok', postalCode = '10115' }: Basket) {
  return {
    ...(cartId === undefined ? { lines } : { cartId }),
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', postalCode, country: 'GB' },
    payment: { token },
  };
}

function headersOf({ key = newId(), wait = 10 }: Basket): Record<string, string> {
  return { 'idempotency-key': key, ...(wait > 0 ? { prefer: `wait=${wait}` } : {}) };
}
