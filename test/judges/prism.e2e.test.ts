import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type RunningServer, serve } from '../../src/bootstrap/http/serve.ts';
import { peopleOf } from '../api/people.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';
import { type Prism, startPrism, violationIn } from './prism.ts';

const Named = z.object({ id: z.string() });
const Listed = z.object({ data: z.array(Named) });
const Document = z.looseObject({ paths: z.record(z.string(), z.unknown()) });

let server: RunningServer | undefined;
let prism: Prism | undefined;
/** What Prism held against the shop, or against what a test sent. */
const violations: string[] = [];

const shop = testShop(undefined, { bus: 'real', through, settings: { WEBHOOK_ALLOW_LOOPBACK: 'yes' } });
const { sell, order, submit, fillCart, look, level, paymentsOf, shipmentsOf, mailsOf, staff } = shopping(shop);
const { registered, refresh, signIn } = peopleOf(shop);

async function through(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(new URL(path, prism?.url), init);
  const violation = await violationIn(response);
  if (violation !== undefined) violations.push(`${init?.method ?? 'GET'} ${path}: ${violation}`);
  return response;
}

const documentOf = async () => Document.parse(await (await shop.app.request('/openapi.json')).json());

beforeAll(async () => {
  server = await serve(shop.app, { host: '127.0.0.1', port: 0 });
  prism = await startPrism(await documentOf(), server.url);
}, 120_000);
afterAll(async () => {
  await prism?.stop();
  await server?.stop(1_000);
});

describe('Prism, between the shop and those who use it, has nothing to say against', () => {
  it('a guest who looks around, fills a cart and orders', async () => {
    await sell('PRISM-1', { stock: 5 });
    const guest = shop.asGuest();
    await guest.get('/v1/products?limit=1');
    const shown = await guest.get('/v1/products/product-prism-1');
    await guest.get('/v1/products/product-prism-1', { 'if-none-match': shown.headers.get('etag') ?? '' });
    await guest.get('/v1/products/nothing-of-that-name');
    const { id, client } = await fillCart('PRISM-1', 2);
    await client.get(`/v1/carts/${id}`);
    await client.put(`/v1/carts/${id}/lines/PRISM-1`, { quantity: 3 }, { 'if-match': '"1"' });
    expect(await submit(client, { cartId: id })).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    expect(await submit(client, { cartId: id })).toMatchObject({ status: 409 });
    expect(await level('PRISM-1')).toMatchObject({ reserved: 2 });
    expect(violations).toEqual([]);
  });

  it('an order that is followed, paid, refunded and shipped', async () => {
    await sell('PRISM-2');
    const placed = await order({ lines: [{ sku: 'PRISM-2', quantity: 1 }], wait: 0 });
    const guest = shop.asGuest(placed.accessKey);
    expect((await guest.get(`/v1/orders/${placed.id}/events`)).status).toBe(200);
    expect(await look(placed)).toMatchObject({ status: 'confirmed' });
    const [payment] = await paymentsOf(placed.id);
    const refund = { amountMinor: 50, reason: 'a scratch' };
    const refunds = `/v1/payments/${payment?.id}/refunds`;
    expect((await staff().post(refunds, refund, { 'idempotency-key': newId() })).status).toBe(202);
    const tooMuch = { amountMinor: 1_000_000, reason: 'everything' };
    expect((await staff().post(refunds, tooMuch, { 'idempotency-key': newId() })).status).toBe(409);
    const [shipment] = await shipmentsOf(placed.id);
    const tracking = `/v1/shipments/${shipment?.id}/tracking`;
    for (const status of ['dispatched', 'delivered']) expect((await staff().post(tracking, { status })).status).toBe(201);
    await eventually(() => mailsOf(placed.id), { satisfies: (mails) => mails.length > 1 });
    expect((await guest.post(`/v1/orders/${placed.id}/cancel`, {})).status).toBe(202);
    expect(violations).toEqual([]);
  });

  it('an order that cannot be', async () => {
    await sell('PRISM-3', { stock: 1 });
    const soldOut = await order({ lines: [{ sku: 'PRISM-3', quantity: 2 }] });
    expect(soldOut).toMatchObject({ status: 'cancelled', failure: { code: 'inventory.insufficient_stock' } });
    const declined = await order({ lines: [{ sku: 'PRISM-3', quantity: 1 }], token: 'tok_declined' });
    expect(declined).toMatchObject({ status: 'cancelled' });
    const unknown = await submit(shop.asGuest(), { lines: [{ sku: 'PRISM-NONE', quantity: 1 }] });
    expect(unknown.status).toBe(422);
    expect(violations).toEqual([]);
  });

  it('somebody who registers, signs in, sees a dashboard, takes the data along and leaves', async () => {
    const { client, person } = await registered();
    expect(await shop.asGuest().post('/v1/users', person)).toMatchObject({ status: 409 });
    const wrong = { email: person.email, password: 'wrong' };
    expect(await shop.asGuest().post('/v1/sessions', wrong)).toMatchObject({ status: 401 });
    const { refreshToken } = await signIn(person);
    expect((await refresh(refreshToken)).status).toBe(200);
    expect((await refresh('not-a-token')).status).toBe(400);
    const profile = await client.get('/v1/users/me');
    const renamed = await client.patch('/v1/users/me', { name: 'Ada King' }, { 'if-match': profile.headers.get('etag') ?? '' });
    expect(renamed.status).toBe(200);
    expect(await client.patch('/v1/users/me', { name: 'Ada' }, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    for (const path of ['/v1/mobile/dashboard', '/v1/web/dashboard', '/v1/orders', '/v1/notifications']) {
      expect((await client.get(path)).status).toBe(200);
    }
    const wait = { prefer: 'wait=30' };
    const exported = (await client.post('/v1/users/me/exports', {}, wait)).as(Named);
    expect((await client.get(`/v1/exports/${exported.id}/content`)).status).toBe(200);
    const erased = await client.delete('/v1/users/me', { ...wait, 'if-match': '*' });
    expect(erased.status).toBe(201);
    expect(violations).toEqual([]);
  });

  it('staff who keep the catalogue, and who have webhooks sent', async () => {
    const product = (await shop.asGuest().get('/v1/products?limit=1')).as(Listed).data[0];
    const change = { title: 'Another name' };
    expect(await staff().patch(`/v1/products/${product?.id}`, change, { 'if-match': '"99"' })).toMatchObject({ status: 412 });
    expect(await staff().patch(`/v1/products/${newId()}`, change, { 'if-match': '"1"' })).toMatchObject({ status: 404 });
    expect(await shop.asUser().patch(`/v1/products/${newId()}`, change, { 'if-match': '"1"' })).toMatchObject({ status: 403 });
    const sender = shop.asStaff('notifications:read', 'notifications:write');
    const made = await sender.post('/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/hook' });
    const path = `/v1/webhook-endpoints/${made.as(Named).id}`;
    expect((await sender.get(`${path}/deliveries`)).status).toBe(200);
    expect((await sender.delete(path, { 'if-match': made.headers.get('etag') ?? '' })).status).toBe(204);
    expect((await sender.get(path)).status).toBe(404);
    expect(violations).toEqual([]);
  });
});

describe('Prism has something to say against', () => {
  it('a request that the document does not describe', async () => {
    const response = await fetch(new URL('/v1/sessions', prism?.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', passwort: 'correct horse battery' }),
    });
    expect(await violationIn(response)).toContain('passwort');
  });

  it('an answer that the document does not describe', async () => {
    const document = await documentOf();
    const answer = { type: 'object', required: ['planted'], properties: { planted: { type: 'string' } } };
    const responses = { 200: { description: 'Lives', content: { 'application/json': { schema: answer } } } };
    const spoilt = { ...document, paths: { '/health': { get: { responses } } } };
    const other = await startPrism(spoilt, server?.url ?? '');
    try {
      expect(await violationIn(await fetch(new URL('/health', other.url)))).toContain('planted');
    } finally {
      await other.stop();
    }
  }, 120_000);
});
