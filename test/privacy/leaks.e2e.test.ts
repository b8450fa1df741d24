import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { placesOf } from '#shared-kernel/testing/search-database.ts';
import { discoverModules } from '../../scripts/discovery/modules.ts';
import { peopleOf } from '../api/people.ts';
import { recordingLog } from '../support/recording-log.ts';
import type { Answer, ShopClient } from '../support/shop-client.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

const planted = (what: string) => `${what}-${randomBytes(6).toString('hex')}`;

/** What only those may see who need it. */
const PERSONAL = {
  email: `${planted('mail')}@example.com`,
  name: planted('Name'),
  line1: planted('Street'),
  city: planted('Town'),
};

/** What nobody may see who does not hold it; more of it is added as the shop hands it out. */
const secrets: string[] = [];
const secret = (text: string): string => {
  secrets.push(text);
  return text;
};

/** Messages whose receivers need to know who somebody is or where he lives: reviewed, and no others. */
const PERSONAL_MESSAGES = [
  'message identity.user-registered.v1',
  'message identity.user-updated.v1',
  'message orders.order-cancelled.v1',
  'message orders.order-confirmed.v1',
  'message orders.order-placed.v1',
  'message shipping.create-shipment.v1',
];

const { log, lines } = recordingLog();
const ADMIN = { email: 'boss@example.com', password: secret(planted('boss-password')) };
const settings = { TESSERA_ADMIN_EMAIL: ADMIN.email, TESSERA_ADMIN_PASSWORD: ADMIN.password };
const shop = testShop(undefined, { bus: 'real', log, settings });
const { sell } = shopping(shop);
const people = peopleOf(shop);
const refusals: Answer[] = [];

beforeAll(async () => {
  await sell('PLANTED-1');
  await asCustomer();
  await asGuest();
  await asAdmin();
}, 120_000);

describe('a planted personal datum', () => {
  const texts = Object.values(PERSONAL);

  it('stands in no line of the log, no refusal and no metric', async () => {
    expect(lines.length).toBeGreaterThan(10);
    expect(refusals.length).toBeGreaterThan(5);
    expect(holding(texts, lines)).toEqual([]);
    expect(
      holding(
        texts,
        refusals.map(({ body }) => body),
      ),
    ).toEqual([]);
    expect(holding(texts, [(await shop.asStaff('operations:read').get('/metrics')).body])).toEqual([]);
  });

  it('stands in no column that its module does not declare, and in no message whose receiver has no need of it', async () => {
    const declared = (await discoverModules()).flatMap((module) =>
      module.personalData.flatMap(({ table, columns }) => columns.map((column) => `${module.name}.${table}.${column}`)),
    );
    const found = await placesOf(shop.admin.run, anyOf(texts));
    expect(found.filter((place) => !declared.includes(place) && !PERSONAL_MESSAGES.includes(place))).toEqual([]);
    // Found where it belongs, or the search would show nothing.
    expect(found).toEqual(expect.arrayContaining(['identity.users.email', 'message orders.order-placed.v1']));
  });
});

describe('a secret', () => {
  it('stands in no line of the log, no refusal and no metric', async () => {
    expect(secrets.length).toBeGreaterThan(8);
    expect(holding(secrets, lines)).toEqual([]);
    expect(
      holding(
        secrets,
        refusals.map(({ body }) => body),
      ),
    ).toEqual([]);
  });

  it('stands nowhere in the database, messages included', async () => {
    expect(await placesOf(shop.admin.run, anyOf(secrets))).toEqual([]);
  });
});

const Ordered = z.object({ id: z.string(), status: z.string() });
const WithKey = z.looseObject({ id: z.string(), accessKey: z.string() });
const WithSecret = z.looseObject({ id: z.string(), secret: z.string() });

/** Registers, signs in and out, orders, is refused, and asks for his data. */
async function asCustomer(): Promise<void> {
  const password = secret(planted('password'));
  const { email, name } = PERSONAL;
  await shop.asGuest().post('/v1/users', { email, password, name });
  refusals.push(await shop.asGuest().post('/v1/users', { email, password, name }));
  refusals.push(await shop.asGuest().post('/v1/sessions', { email, password: secret(planted('wrong')) }));
  refusals.push(await shop.asGuest().post('/v1/sessions', { email, password, surprise: PERSONAL.line1 }));
  const tokens = await people.signIn({ email, password });
  const customer = people.bearing(secret(tokens.accessToken));
  secret(tokens.refreshToken);
  refusals.push(
    await customer.patch(
      '/v1/users/me',
      { password: secret(planted('next')), currentPassword: PERSONAL.name },
      { 'if-match': '*' },
    ),
  );
  const bought = (await order(customer, 'tok_ok')).as(Ordered);
  expect(bought.status).toBe('confirmed');
  expect((await order(customer, 'tok_declined')).as(Ordered).status).toBe('cancelled');
  refusals.push(await order(customer, 'tok_ok', { shippingAddress: { ...ADDRESS, country: PERSONAL.city } }));
  await customer.post(`/v1/orders/${bought.id}/cancel`, {}, { prefer: 'wait=20' });
  await customer.post('/v1/users/me/exports', undefined, { prefer: 'wait=20', 'idempotency-key': randomUUID() });
  refusals.push(await people.bearing(`${tokens.accessToken}x`).get('/v1/users/me'));
}

/** Has a cart and an order that only their keys open. */
async function asGuest(): Promise<void> {
  const cart = (await shop.asGuest().post('/v1/carts')).as(WithKey);
  const guest = shop.asGuest(secret(cart.accessKey));
  await guest.put(`/v1/carts/${cart.id}/lines/PLANTED-1`, { quantity: 1 }, { 'if-match': '*' });
  const placed = (await order(guest, 'tok_ok', { customer: { email: PERSONAL.email, name: PERSONAL.name } })).as(WithKey);
  secret(placed.accessKey);
  refusals.push(await shop.asGuest(planted('another-key')).get(`/v1/orders/${placed.id}`));
}

/** Makes what signs, calls and is called: keys of programs and of webhooks. */
async function asAdmin(): Promise<void> {
  const { accessToken } = await people.signIn(ADMIN);
  const admin = people.bearing(secret(accessToken));
  const made = await Promise.all([
    admin.post('/v1/clients', { kind: 'oauth', name: 'ERP', scopes: ['orders:read'] }),
    admin.post('/v1/clients', { kind: 'secret', name: 'Till', scopes: ['orders:read'] }),
    admin.post('/v1/webhook-endpoints', { url: 'https://example.com/hooks', eventTypes: ['order.placed'] }),
  ]);
  for (const answer of made) secret(answer.as(WithSecret).secret);
}

const ADDRESS = { name: PERSONAL.name, line1: PERSONAL.line1, city: PERSONAL.city, postalCode: '10115', country: 'GB' };

function order(client: ShopClient, token: string, changes: object = {}): Promise<Answer> {
  const body = { lines: [{ sku: 'PLANTED-1', quantity: 1 }], shippingAddress: ADDRESS, payment: { token }, ...changes };
  return client.post('/v1/orders', body, { 'idempotency-key': randomUUID(), prefer: 'wait=30' });
}

/** Those of the things said that hold one of the texts. */
function holding(texts: readonly string[], said: readonly unknown[]): readonly string[] {
  const written = said.map((each) => JSON.stringify(each, errorsToo).toLowerCase());
  return written.filter((text) => texts.some((each) => text.includes(each.toLowerCase())));
}

function anyOf(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(/[^\w\s]/g, '\\$&')).join('|');
}

function errorsToo(_: string, value: unknown): unknown {
  return value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value;
}
