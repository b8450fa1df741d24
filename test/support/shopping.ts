import { expect } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type components, type ServerEvent, type TesseraClient, unwrap } from '../../clients/typescript/src/index.ts';
import { newcomer } from '../api/people.ts';
import type { Answer, ShopClient } from './shop-client.ts';
import type { ShopUnderTest } from './shop-under-test.ts';
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

/** Where a machine may have much else to do. */
export const PATIENTLY = { withinMs: 90_000 } as const;

/** What a journey does in a shop: sell something, buy it, and look at what became of money, stock and parcels. */
export function shopping(shop: ShopUnderTest) {
  return { ...selling(shop), ...buying(shop), ...shipping(shop), ...looking(shop), signUp: () => signUp(shop) };
}

interface NewCart {
  readonly id: string;
  readonly accessKey: string;
  readonly client: TesseraClient;
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
function staffOf(shop: ShopUnderTest): TesseraClient {
  return typedClient(shop, shop.staffHeaders(...STAFF_SCOPES));
}

function guestOf(shop: ShopUnderTest, accessKey?: string): TesseraClient {
  return typedClient(shop, accessKey === undefined ? {} : { 'x-access-key': accessKey });
}

/** Somebody who has just registered and signed in, with the client that front ends use. */
async function signUp(shop: ShopUnderTest) {
  const { name, ...person } = newcomer();
  const guest = guestOf(shop);
  const profile = await unwrap(guest.POST('/v1/users', { body: { ...person, name } }));
  const tokens = await unwrap(guest.POST('/v1/sessions', { body: person }));
  return { profile, client: typedClient(shop, {}, { session: { tokens } }) };
}

function selling(shop: ShopUnderTest) {
  return {
    staff: (): ShopClient => shop.asStaff(...STAFF_SCOPES),

    /** Puts a product with one variant on sale, so many pieces in stock. */
    async sell(sku: string, { stock = 10, priceMinor = 1_250, currency = 'EUR' } = {}): Promise<void> {
      const variants = [{ sku, price: { amountMinor: priceMinor, currency } }];
      const staff = staffOf(shop);
      await unwrap(staff.POST('/v1/products', { body: { title: `Product ${sku}`, status: 'active', variants } }));
      const body = { delta: stock, reason: `delivery of ${sku}` };
      await unwrap(staff.POST('/v1/stock/{sku}/adjustments', { params: { path: { sku } }, body }));
    },
  };
}

function buying(shop: ShopUnderTest) {
  const submit = (client: ShopClient, basket: Basket): Promise<Answer> =>
    client.post('/v1/orders', bodyOf(basket), headersOf(basket));
  const settled = async (placed: Pick<PlacedOrder, 'id' | 'accessKey'>): Promise<Order> =>
    eventually(() => lookAt(shop, placed), { satisfies: ({ status }) => status !== 'pending', ...PATIENTLY });
  /** Orders as whoever holds the client. */
  const checkout = (client: TesseraClient, basket: Basket) =>
    client.POST('/v1/orders', { body: bodyOf(basket), headers: headersOf(basket) });
  return {
    submit,

    checkout,

    /** Orders as a guest and waits for the end, unless told not to. */
    async order(basket: Basket): Promise<Order> {
      const placed = await unwrap(checkout(guestOf(shop), basket));
      if (basket.wait === 0 || placed.status !== 'pending') return placed;
      return { ...placed, ...(await settled(placed)) };
    },

    settled,

    cancel: ({ id, accessKey }: Pick<PlacedOrder, 'id' | 'accessKey'>, wait = 0) =>
      guestOf(shop, accessKey).POST('/v1/orders/{id}/cancel', { params: { path: { id } }, body: {}, headers: waiting(wait) }),

    /** The cart of a guest with one line, and the client that holds its key. */
    async newCart(sku: string, quantity = 1): Promise<NewCart> {
      const { id, accessKey = '' } = await unwrap(guestOf(shop).POST('/v1/carts', { body: {} }));
      const client = guestOf(shop, accessKey);
      const params = { path: { id, sku }, header: { 'If-Match': '"1"' } };
      await unwrap(client.PUT('/v1/carts/{id}/lines/{sku}', { params, body: { quantity } }));
      return { id, accessKey, client };
    },

    /** The same with the plain client of tests. */
    async fillCart(sku: string, quantity = 1): Promise<{ readonly id: string; readonly client: ShopClient }> {
      const { id, accessKey } = (await shop.asGuest().post('/v1/carts')).as(Cart);
      const client = shop.asGuest(accessKey);
      const put = await client.put(`/v1/carts/${id}/lines/${sku}`, { quantity }, { 'if-match': '"1"' });
      expect(put.status).toBe(200);
      return { id, client };
    },
  };
}

function shipping(shop: ShopUnderTest) {
  const shipmentsOf = async (orderId: string) =>
    (await unwrap(staffOf(shop).GET('/v1/shipments', { params: { query: { orderId } } }))).data;
  return {
    shipmentsOf,

    /** What the carrier tells of the parcel of an order. */
    async report(orderId: string, status: 'dispatched' | 'delivered') {
      const [shipment] = await shipmentsOf(orderId);
      const params = { path: { id: shipment?.id ?? '' } };
      await unwrap(staffOf(shop).POST('/v1/shipments/{id}/tracking', { params, body: { status } }));
    },
  };
}

function looking(shop: ShopUnderTest) {
  const { shipmentsOf } = shipping(shop);
  const paymentsOf = async (orderId: string) =>
    (await unwrap(staffOf(shop).GET('/v1/payments', { params: { query: { orderId } } }))).data;
  return {
    paymentsOf,

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

    look: (placed: Pick<PlacedOrder, 'id' | 'accessKey'>): Promise<Order> => lookAt(shop, placed),

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

    /** Our ledger of payments and the provider's say the same, of these orders or of all. */
    async expectLedgersAgree(...orderIds: readonly string[]): Promise<void> {
      const meant = (orderId: string) => orderIds.length === 0 || orderIds.includes(orderId);
      const differences = async () => (await shop.ledgerDifferences()).filter(({ orderId }) => meant(orderId));
      await eventually(differences, { is: [], ...PATIENTLY });
    },
  };
}

function lookAt(shop: ShopUnderTest, { id, accessKey }: Pick<PlacedOrder, 'id' | 'accessKey'>): Promise<Order> {
  return unwrap(guestOf(shop, accessKey).GET('/v1/orders/{id}', { params: { path: { id } } }));
}

function bodyOf({ lines = [], cartId, token = 'tok_ok', postalCode = '10115', key = newId() }: Basket) {
  return {
    ...(cartId === undefined ? { lines: [...lines] } : { cartId }),
    // By the address of its customer an order is traced to the submission that it came from.
    customer: { email: `${key}@example.com`, name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', postalCode, country: 'GB' },
    payment: { token },
  };
}

function headersOf({ key = newId(), wait = 10 }: Basket): Record<string, string> {
  return { 'idempotency-key': key, ...waiting(wait) };
}

function waiting(seconds: number): Record<string, string> {
  return seconds > 0 ? { prefer: `wait=${seconds}` } : {};
}
