import { expect } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type components, type ServerEvent, type TesseraClient, unwrap } from '../../clients/typescript/src/index.ts';
import type { Answer, ShopClient } from './shop-client.ts';
import type { TestShop } from './test-shop.ts';
import { testToken } from './test-tokens.ts';
import { typedClient } from './typed-client.ts';

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
type Order = components['schemas']['Order'];
const Cart = z.object({ id: z.string(), accessKey: z.string().optional() });

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

const STAFF_SCOPES = [
  'catalog:write',
  'inventory:write',
  'payments:read',
  'payments:write',
  'shipping:read',
  'shipping:write',
  'orders:read',
  'notifications:read',
] as const;

/** Who works in the shop, with the client that front ends use. */
function staffOf(shop: TestShop): TesseraClient {
  const token = testToken({ kind: 'user', id: newId(), roles: ['staff'], scopes: [...STAFF_SCOPES] });
  return typedClient(shop, { authorization: `Bearer ${token}` });
}

function guestOf(shop: TestShop, accessKey?: string): TesseraClient {
  return typedClient(shop, accessKey === undefined ? {} : { 'x-access-key': accessKey });
}

function selling(shop: TestShop) {
  return {
    staff: (): ShopClient => shop.asStaff(...STAFF_SCOPES),

    /** Puts a product with one variant on sale, so many pieces in stock. */
    async sell(sku: string, { stock = 10, priceMinor = 1_250, currency = 'EUR' } = {}): Promise<void> {
      const variants = [{ sku, price: { amountMinor: priceMinor, currency } }];
      const staff = staffOf(shop);
      await unwrap(staff.POST('/v1/products', { body: { title: `Product ${sku}`, status: 'active', variants } }));
      const body = { delta: stock, reason: 'delivery' };
      await unwrap(staff.POST('/v1/stock/{sku}/adjustments', { params: { path: { sku } }, body }));
    },
  };
}

function buying(shop: TestShop) {
  const submit = (client: ShopClient, basket: Basket): Promise<Answer> =>
    client.post('/v1/orders', bodyOf(basket), headersOf(basket));
  return {
    submit,

    /** Orders as a guest and waits for the end. */
    order: (basket: Basket): Promise<Order> =>
      unwrap(guestOf(shop).POST('/v1/orders', { body: bodyOf(basket), headers: headersOf(basket) })),

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
  const paymentsOf = async (orderId: string) =>
    (await unwrap(staffOf(shop).GET('/v1/payments', { params: { query: { orderId } } }))).data;
  const shipmentsOf = async (orderId: string) =>
    (await unwrap(staffOf(shop).GET('/v1/shipments', { params: { query: { orderId } } }))).data;
  return {
    paymentsOf,
    shipmentsOf,

    /** The mails about an order, the newest first, and what became of them. */
    async mailsOf(orderId: string): Promise<readonly string[]> {
      const { data } = await unwrap(staffOf(shop).GET('/v1/notifications', { params: { query: { orderId } } }));
      return data.map(({ template, status }) => `${template}: ${status}`);
    },

    async level(sku: string) {
      const { onHand, held, reserved, available } = await unwrap(
        guestOf(shop).GET('/v1/stock/{sku}', { params: { path: { sku } } }),
      );
      return { onHand, held, reserved, available };
    },

    look: ({ id, accessKey }: Pick<PlacedOrder, 'id' | 'accessKey'>): Promise<Order> =>
      unwrap(guestOf(shop, accessKey).GET('/v1/orders/{id}', { params: { path: { id } } })),

    /** Everything that the stream of an order says until it ends. */
    async follow({ id, accessKey }: Pick<PlacedOrder, 'id' | 'accessKey'>): Promise<readonly ServerEvent[]> {
      const heard: ServerEvent[] = [];
      for await (const event of guestOf(shop, accessKey).events(`/v1/orders/${id}/events`)) heard.push(event);
      return heard;
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

function bodyOf({ lines = [], cartId, token = 'tok_ok', postalCode = '10115' }: Basket) {
  return {
    ...(cartId === undefined ? { lines: [...lines] } : { cartId }),
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', postalCode, country: 'GB' },
    payment: { token },
  };
}

function headersOf({ key = newId(), wait = 10 }: Basket): Record<string, string> {
  return { 'idempotency-key': key, ...(wait > 0 ? { prefer: `wait=${wait}` } : {}) };
}
