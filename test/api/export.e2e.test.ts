import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { shopClient } from '../support/shop-client.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';
import { newcomer, SessionTokens } from './people.ts';

const shop = testShop(undefined, { bus: 'real' });
const { sell } = shopping(shop);

const Export = z.strictObject({
  id: z.uuid(),
  status: z.enum(['pending', 'completed', 'needs_attention']),
  requestedAt: z.iso.datetime(),
  completedAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime(),
});
const Content = z.strictObject({
  exportId: z.uuid(),
  userId: z.uuid(),
  requestedAt: z.iso.datetime(),
  sections: z.array(
    z.strictObject({
      module: z.string(),
      collectedAt: z.iso.datetime(),
      records: z.record(z.string(), z.array(z.looseObject({}))),
    }),
  ),
});

async function somebody() {
  const person = { ...newcomer(), name: `Ada ${randomBytes(6).toString('hex')}` };
  await shop.asGuest().post('/v1/users', person);
  const { email, password } = person;
  const { accessToken } = (await shop.asGuest().post('/v1/sessions', { email, password })).as(SessionTokens);
  return { person, client: shopClient(shop.fetch, { authorization: `Bearer ${accessToken}` }) };
}

type Somebody = Awaited<ReturnType<typeof somebody>>;

async function exported({ client }: Somebody) {
  const answer = await client.post('/v1/users/me/exports', undefined, { prefer: 'wait=10' });
  expect([201, 202]).toContain(answer.status);
  const { id } = answer.as(Export);
  expect(answer.headers.get('location')).toBe(`/v1/exports/${id}`);
  await eventually(async () => (await client.get(`/v1/exports/${id}`)).as(Export).status, { is: 'completed', withinMs: 30_000 });
  return id;
}

describe('whoever asks what the shop holds of them', () => {
  it('gets one section for each module, with what was ordered, paid, sent and written', async () => {
    const ada = await somebody();
    const sku = `SKU-${newId()}`;
    await sell(sku);
    const address = { name: ada.person.name, line1: '12 St James Square', city: 'London', postalCode: '10115', country: 'GB' };
    const order = { lines: [{ sku, quantity: 2 }], shippingAddress: address, payment: { token: 'tok_ok' } };
    const placed = await ada.client.post('/v1/orders', order, { 'idempotency-key': newId(), prefer: 'wait=10' });
    const { id: orderId } = placed.as(z.looseObject({ id: z.uuid() }));
    await eventually(async () => (await shop.asStaff('orders:read').get(`/v1/orders/${orderId}`)).body, {
      satisfies: (body) => JSON.stringify(body).includes('"confirmed"'),
      withinMs: 30_000,
    });
    const answer = await ada.client.get(`/v1/exports/${await exported(ada)}/content`);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const { sections } = answer.as(Content);
    const recordsOf = (module: string) => sections.find((section) => section.module === module)?.records;
    expect(recordsOf('identity')).toMatchObject({ account: [{ email: ada.person.email, name: ada.person.name }] });
    expect(recordsOf('orders')).toMatchObject({ orders: [{ id: orderId, totalMinor: 2_500, shippingAddress: address }] });
    expect(recordsOf('payments')).toMatchObject({ payments: [{ orderId, amountMinor: 2_500 }] });
    expect(recordsOf('shipping')).toMatchObject({ shipments: [{ orderId, destination: { recipient: ada.person.name } }] });
    expect(sections.map(({ module }) => module)).toEqual([
      'identity',
      'notifications',
      'orders',
      'payments',
      'shipping',
      'storefront',
    ]);
    expect(answer.body).not.toHaveProperty('sections.0.records.account.0.password');
  });

  it('finds nothing of it in the queues: what modules answer is encrypted', async () => {
    const ada = await somebody();
    await exported(ada);
    const told = await shop.admin.sql<{ data: string }>`
      select data::text from pgboss.job where name in ('identity.advance-export-on-user-data-exported')`;
    expect(told.length).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain(ada.person.name);
  });

  it('cannot be read by anybody else, not even by staff', async () => {
    const ada = await somebody();
    const id = await exported(ada);
    const others = [(await somebody()).client, shop.asStaff('identity:read')];
    const paths = [`/v1/exports/${id}`, `/v1/exports/${id}/content`];
    for (const client of others) {
      for (const path of paths) {
        expect(await client.get(path)).toMatchObject({ status: 404, body: { code: 'identity.export_not_found' } });
      }
    }
    expect(await shop.asGuest().get(`/v1/exports/${id}/content`)).toMatchObject({ status: 401 });
  });

  it('is told so where it is asked for something else, or before it is there', async () => {
    const ada = await somebody();
    expect(await ada.client.post('/v1/users/me/exports', { everything: true })).toMatchObject({ status: 400 });
    const id = await exported(ada);
    await shop.admin.sql`update identity.privacy_requests set status = 'pending', completed_at = null where id = ${id}`;
    const early = await ada.client.get(`/v1/exports/${id}/content`);
    expect([early.status, early.body]).toMatchObject([409, { code: 'identity.export_not_ready' }]);
  });
});
