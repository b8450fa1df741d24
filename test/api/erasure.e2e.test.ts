import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { shopClient } from '../support/shop-client.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';
import { newcomer, Profile, SessionTokens } from './people.ts';

const shop = testShop(undefined, { bus: 'real' });
const { sell } = shopping(shop);

const Receipt = z.strictObject({
  id: z.uuid(),
  status: z.enum(['pending', 'completed', 'needs_attention']),
  requestedAt: z.iso.datetime(),
  completedAt: z.iso.datetime().optional(),
  modules: z.array(
    z.strictObject({
      module: z.string(),
      at: z.iso.datetime(),
      records: z.array(z.strictObject({ kind: z.string(), count: z.int(), action: z.string(), reason: z.string().optional() })),
    }),
  ),
  accessKey: z.string().optional(),
});
const MODULES = ['identity', 'notifications', 'orders', 'payments', 'shipping', 'storefront'];

/** Somebody whose name and address are nobody else's, who has signed in. */
async function somebody() {
  const person = { ...newcomer(), name: `Ada ${randomBytes(6).toString('hex')}` };
  const { id } = (await shop.asGuest().post('/v1/users', person)).as(Profile);
  const { email, password } = person;
  const { accessToken } = (await shop.asGuest().post('/v1/sessions', { email, password })).as(SessionTokens);
  return { person, id, client: shopClient(shop.fetch, { authorization: `Bearer ${accessToken}` }) };
}

type Somebody = Pick<Awaited<ReturnType<typeof somebody>>, 'client' | 'person'>;

async function orderOf({ client, person: { email, name } }: Somebody, token = 'tok_ok', wait = 10) {
  const sku = `SKU-${newId()}`;
  await sell(sku);
  const address = { name, line1: `12 ${name} Square`, city: 'London', postalCode: '10115', country: 'GB' };
  const body = { lines: [{ sku, quantity: 2 }], customer: { email, name }, shippingAddress: address, payment: { token } };
  const headers = { 'idempotency-key': newId(), ...(wait > 0 ? { prefer: `wait=${wait}` } : {}) };
  const answer = await client.post('/v1/orders', body, headers);
  return answer.as(z.looseObject({ id: z.uuid(), status: z.string() }));
}

/** Every row of every table of every module in which `text` stands. */
async function rowsWith(text: string): Promise<readonly string[]> {
  const tables = await shop.admin.sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('identity', 'catalog', 'inventory', 'orders', 'payments', 'shipping', 'notifications', 'storefront')`;
  const found: string[] = [];
  for (const { name } of tables) {
    const [dump] = await shop.admin.sql<{ rows: string }>`
      select query_to_xml(${`select * from ${name}`}, true, true, '')::text as rows`;
    if (dump?.rows.includes(text)) found.push(name);
  }
  return found;
}

async function completed(id: string, accessKey: string) {
  return eventually(async () => (await shop.asGuest(accessKey).get(`/v1/erasures/${id}`)).as(Receipt), {
    satisfies: ({ status }) => status === 'completed',
    withinMs: 60_000,
  });
}

describe('whoever erases the account', () => {
  it('is forgotten by every module, and has a receipt that says so', async () => {
    const ada = await somebody();
    const { id: orderId } = await orderOf(ada);
    await eventually(async () => (await rowsWith(ada.person.name)).map((name) => name.split('.')[0]), {
      satisfies: (schemas) => ['identity', 'orders', 'shipping', 'notifications', 'storefront'].every((s) => schemas.includes(s)),
      withinMs: 30_000,
    });
    const answer = await ada.client.delete('/v1/users/me', { prefer: 'wait=10' });
    expect([201, 202]).toContain(answer.status);
    const { id, accessKey = '' } = answer.as(Receipt);
    expect(answer.headers.get('location')).toBe(`/v1/erasures/${id}`);
    await completed(id, accessKey);
    const receipt = (await shop.asGuest(accessKey).get(`/v1/erasures/${id}`)).as(Receipt);
    expect(receipt.modules.map(({ module }) => module).toSorted()).toEqual(MODULES);
    expect(JSON.stringify(receipt)).not.toContain(ada.person.name);
    // A parcel on its way keeps its address until it has arrived: the receipt says so.
    const left = await rowsWith(ada.person.name);
    expect(left.filter((name) => name !== 'shipping.shipments')).toEqual([]);
    expect(await rowsWith(ada.person.email)).toEqual([]);
    const [row] = await shop.admin.sql`
      select total_minor as total, shipping_address ->> 'country' as country from orders.orders where id = ${orderId}`;
    expect(row).toEqual({ total: 2_500, country: 'GB' });
  });

  it('cannot sign in from that moment on, and may register again', async () => {
    const ada = await somebody();
    expect((await ada.client.delete('/v1/users/me')).status).toBe(202);
    const { email, password } = ada.person;
    expect(await shop.asGuest().post('/v1/sessions', { email, password })).toMatchObject({ status: 401 });
    expect(await shop.asGuest().post('/v1/users', ada.person)).toMatchObject({ status: 201 });
  });

  it('is waited for with an order under way, which comes to its end', async () => {
    const ada = await somebody();
    const order = await orderOf(ada, 'tok_slow', 0);
    const { id, accessKey = '' } = (await ada.client.delete('/v1/users/me')).as(Receipt);
    await completed(id, accessKey);
    const shown = (await shop.asStaff('orders:read').get(`/v1/orders/${order.id}`)).as(z.looseObject({ status: z.string() }));
    expect(shown.status).not.toBe('pending');
    expect(await rowsWith(ada.person.email)).toEqual([]);
  }, 120_000);

  it('is not forgotten where the profile was changed meanwhile', async () => {
    const ada = await somebody();
    expect(await ada.client.delete('/v1/users/me', { 'if-match': '"7"' })).toMatchObject({
      status: 412,
      body: { code: 'identity.profile_changed' },
    });
    expect(await ada.client.get('/v1/users/me')).toMatchObject({ status: 200 });
  });
});

describe('the receipt', () => {
  it('is read by whoever holds its key, by staff, and by nobody else', async () => {
    const ada = await somebody();
    const { id, accessKey = '' } = (await ada.client.delete('/v1/users/me')).as(Receipt);
    const refused = { status: 404, body: { code: 'identity.erasure_not_found' } };
    expect(await shop.asGuest().get(`/v1/erasures/${id}`)).toMatchObject(refused);
    expect(await shop.asGuest('wrong').get(`/v1/erasures/${id}`)).toMatchObject(refused);
    expect(await shop.asUser(newId(), 'identity:read').get(`/v1/erasures/${id}`)).toMatchObject(refused);
    expect(await shop.asGuest(accessKey).get(`/v1/erasures/${newId()}`)).toMatchObject(refused);
    expect(await shop.asGuest(accessKey).get(`/v1/erasures/${id}`)).toMatchObject({ status: 200 });
    expect(await shop.asStaff('identity:read').get(`/v1/erasures/${id}`)).toMatchObject({ status: 200 });
  });

  it('can be bound to a key of the caller, so that a lost answer loses nothing', async () => {
    const ada = await somebody();
    const own = randomBytes(32).toString('base64url');
    const { id } = (await ada.client.delete('/v1/users/me', { 'x-access-key': own })).as(Receipt);
    expect(await shop.asGuest(own).get(`/v1/erasures/${id}`)).toMatchObject({ status: 200 });
  });
});

it('leaves what a guest ordered under the same name, who may be somebody else', async () => {
  const ada = await somebody();
  const { id: orderId } = await orderOf({ ...ada, client: shop.asGuest() });
  const { id, accessKey = '' } = (await ada.client.delete('/v1/users/me')).as(Receipt);
  await completed(id, accessKey);
  const [row] = await shop.admin.sql`select customer_name as name from orders.orders where id = ${orderId}`;
  expect(row).toEqual({ name: ada.person.name });
});
