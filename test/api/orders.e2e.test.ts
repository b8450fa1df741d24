import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { tellPaymentKey } from '../support/payment-key.ts';
import { customer, details, Order, orderingShop, shippingAddress } from './ordering-shop.ts';

const { shop, onSale, asCustomer, aCart, put, submit } = orderingShop();
const guest = shop.asGuest();
const staff = shop.asStaff('orders:read');

const Page = z.strictObject({ data: z.array(Order), hasMore: z.boolean(), nextCursor: z.string().optional() });

async function placed(client = guest, more: object = {}) {
  const answer = await submit(client, { lines: [{ sku: await onSale(), quantity: 2 }], ...details, ...more });
  expect(answer.status).toBe(202);
  return answer.as(Order);
}

describe('an order', () => {
  it('is accepted, and where to look for it is said', async () => {
    const sku = await onSale();
    const answer = await submit(guest, { lines: [{ sku, quantity: 2 }], ...details });
    expect(answer).toMatchObject({ status: 202, body: { status: 'pending', total: { amountMinor: 2_500 }, timeline: [] } });
    const { id, accessKey } = answer.as(Order);
    expect(answer.headers.get('location')).toBe(`/v1/orders/${id}`);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    const read = await shop.asGuest(accessKey).get(`/v1/orders/${id}`);
    expect(read).toMatchObject({
      status: 200,
      body: { id, status: 'pending', lines: [{ sku, lineTotal: { amountMinor: 2_500 } }] },
    });
    expect(read.as(Order).accessKey).toBeUndefined();
  });

  it('is answered 304 to whoever has seen it as it is', async () => {
    const { id, accessKey } = await placed();
    const client = shop.asGuest(accessKey);
    const etag = (await client.get(`/v1/orders/${id}`)).headers.get('etag') ?? '';
    expect((await client.get(`/v1/orders/${id}`, { 'if-none-match': etag })).status).toBe(304);
    await client.post(`/v1/orders/${id}/cancel`, {});
    expect((await client.get(`/v1/orders/${id}`, { 'if-none-match': etag })).status).toBe(200);
  });

  it('is refused without an Idempotency-Key, and made once under one', async () => {
    const body = { lines: [{ sku: await onSale(), quantity: 1 }], ...details };
    expect((await guest.post('/v1/orders', body)).status).toBe(400);
    const client = shop.asGuest('the-key-that-this-guest-made-up-for-itself-0');
    const headers = { 'idempotency-key': randomUUID() };
    const first = await submit(client, body, headers);
    const again = await submit(client, body, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const { id } = first.as(Order);
    expect(shop.said.messagesOf(OrderPlacedV1).filter(({ subject }) => subject === id)).toHaveLength(1);
    const other = await submit(client, { ...body, payment: { token: 'tok_other' } }, headers);
    expect(other.status).toBe(422);
  });

  it('waits for the key of payments where that is still on its way, and is refused where it does not come', async () => {
    const body = { lines: [{ sku: await onSale(), quantity: 1 }], ...details };
    await shop.admin.sql`delete from orders.payment_keys`;
    const early = submit(guest, body);
    await tellPaymentKey(shop.admin);
    expect((await early).status).toBe(202);
    await shop.admin.sql`delete from orders.payment_keys`;
    const refused = await submit(guest, body);
    await tellPaymentKey(shop.admin);
    expect(refused).toMatchObject({ status: 503, body: { code: 'orders.payments_not_ready', retryable: true } });
  });

  it('from a cart is one order, however often it is submitted', async () => {
    const { id, client } = await aCart();
    await put(client, id, await onSale());
    expect((await submit(client, { cartId: id, ...details })).status).toBe(202);
    const again = await submit(client, { cartId: id, ...details });
    expect(again).toMatchObject({ status: 409, body: { code: 'orders.cart_already_ordered' } });
    expect((await put(client, id, await onSale())).status).toBe(409);
  });

  it('from a cart is refused to whoever does not hold its key', async () => {
    const { id, client } = await aCart();
    await put(client, id, await onSale());
    const stolen = await submit(shop.asGuest('another-key'), { cartId: id, ...details });
    expect(stolen).toMatchObject({ status: 404, body: { code: 'orders.cart_not_found' } });
  });

  it('is refused where it has no lines, unknown SKUs or several currencies', async () => {
    const { id, client } = await aCart();
    const empty = await submit(client, { cartId: id, ...details });
    expect(empty).toMatchObject({ status: 422, body: { code: 'orders.cart_is_empty' } });
    const unknown = await submit(guest, { lines: [{ sku: 'NOBODY-SELLS', quantity: 1 }], ...details });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'orders.sku_not_on_sale' } });
    const skus = [await onSale(100, 'EUR'), await onSale(100, 'USD')];
    const mixed = await submit(guest, { lines: skus.map((sku) => ({ sku, quantity: 1 })), ...details });
    expect(mixed).toMatchObject({ status: 422, body: { code: 'orders.mixed_currencies' } });
  });

  it.each([
    { wrong: 'neither cart nor lines', body: details },
    { wrong: 'cart and lines', body: { cartId: newId(), lines: [{ sku: 'TEA', quantity: 1 }], ...details } },
    { wrong: 'no lines', body: { lines: [], ...details } },
    { wrong: 'no address', body: { lines: [{ sku: 'TEA', quantity: 1 }], customer, payment: { token: 'tok_ok' } } },
    { wrong: 'no payment', body: { lines: [{ sku: 'TEA', quantity: 1 }], customer, shippingAddress } },
    { wrong: 'a price', body: { lines: [{ sku: 'TEA', quantity: 1, unitPrice: 1 }], ...details } },
    {
      wrong: 'a country in words',
      body: { cartId: newId(), ...details, shippingAddress: { ...shippingAddress, country: 'UK!' } },
    },
  ])('is refused with $wrong', async ({ body }) => {
    expect((await submit(guest, body)).status).toBe(400);
  });

  it('of a guest says who orders', async () => {
    const body = { lines: [{ sku: await onSale(), quantity: 1 }], ...details, customer: undefined };
    expect(await submit(guest, body)).toMatchObject({ status: 400, body: { code: 'orders.customer_missing' } });
  });

  it('of a user who is signed in need not say who orders', async () => {
    const userId = newId();
    await shop.admin.sql`
      insert into orders.contacts (user_id, version, email, name) values (${userId}, 1, 'grace@example.com', 'Grace')`;
    const { id, accessKey } = await placed(asCustomer(userId), { customer: undefined });
    expect(accessKey).toBeUndefined();
    const [said] = shop.said.messagesOf(OrderPlacedV1).filter(({ subject }) => subject === id);
    expect(said?.payload).toMatchObject({ userId, customer: { email: 'grace@example.com', name: 'Grace' } });
  });

  it('that is waited for longer than it takes is answered as accepted', async () => {
    const body = { lines: [{ sku: await onSale(), quantity: 1 }], ...details };
    const answer = await submit(guest, body, { prefer: 'wait=1' });
    expect(answer).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(answer.headers.get('preference-applied')).toBeNull();
  });
});

describe('an order is seen', () => {
  it('by its user and by staff, and by nobody else', async () => {
    const user = asCustomer(newId());
    const { id } = await placed(user);
    expect((await user.get(`/v1/orders/${id}`)).status).toBe(200);
    expect((await staff.get(`/v1/orders/${id}`)).status).toBe(200);
    for (const stranger of [asCustomer(newId()), guest, shop.asGuest('some-key')]) {
      expect(await stranger.get(`/v1/orders/${id}`)).toMatchObject({ status: 404, body: { code: 'orders.order_not_found' } });
      expect((await stranger.get(`/v1/orders/${id}/events`)).status).toBe(404);
      expect((await stranger.post(`/v1/orders/${id}/cancel`, {})).status).toBe(404);
    }
  });

  it('in the list of its user, newest first, a page at a time', async () => {
    const user = asCustomer(newId());
    const ids = [await placed(user), await placed(user), await placed(user)].map(({ id }) => id).toReversed();
    const first = (await user.get('/v1/orders?limit=2')).as(Page);
    expect(first).toMatchObject({ hasMore: true });
    const last = (await user.get(`/v1/orders?limit=2&cursor=${first.nextCursor}`)).as(Page);
    expect(last).toMatchObject({ hasMore: false });
    expect([...first.data, ...last.data].map(({ id }) => id)).toEqual(ids);
  });

  it('in the list of all by staff, by its status', async () => {
    const { id } = await placed(asCustomer(newId()));
    const idsOf = async (query: string) => (await staff.get(`/v1/orders?limit=100${query}`)).as(Page).data.map((each) => each.id);
    expect(await idsOf('')).toContain(id);
    expect(await idsOf('&status=pending')).toContain(id);
    expect(await idsOf('&status=confirmed')).toEqual([]);
  });

  it('in no list where nobody is signed in, or the query is not understood', async () => {
    expect((await guest.get('/v1/orders')).status).toBe(401);
    expect((await staff.get('/v1/orders?status=lost')).status).toBe(400);
    expect((await staff.get('/v1/orders?cursor=invented')).status).toBe(400);
    expect((await staff.get('/v1/orders?limit=101')).status).toBe(400);
    expect((await staff.get('/v1/orders?sort=total')).status).toBe(400);
  });
});

describe('a cancellation', () => {
  it('turns an order under way back, once, however often it is asked for', async () => {
    const { id, accessKey } = await placed();
    const client = shop.asGuest(accessKey);
    expect(await client.post(`/v1/orders/${id}/cancel`, {})).toMatchObject({ status: 202, body: { status: 'pending' } });
    const again = await client.post(`/v1/orders/${id}/cancel`);
    expect(again).toMatchObject({ status: 202, body: { timeline: [{ step: 'hold-stock', outcome: 'undo' }] } });
  });

  it('is refused with a body that says more', async () => {
    const { id, accessKey } = await placed();
    expect((await shop.asGuest(accessKey).post(`/v1/orders/${id}/cancel`, { force: true })).status).toBe(400);
  });
});
