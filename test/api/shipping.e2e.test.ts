import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CancelShipmentV1 } from '#contracts/shipping/cancel-shipment.v1.ts';
import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineModule, type Platform } from '#shared-kernel/module.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { shippingModule } from '../../src/modules/shipping/index.ts';
import { shopClient } from '../support/shop-client.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';

let orders: Platform | undefined;

/** Stands where the orders module would, and says what the test wants said. */
const ordersStandIn = defineModule({
  name: 'orders',
  owner: 'test',
  purpose: 'Asks for shipments.',
  tables: [],
  publishes: [],
  receives: [],
  hears: [],
  settings: z.object({}),
  assemble(platform) {
    orders = platform;
    return {};
  },
});

const shop = testShop([shippingModule, ordersStandIn], { bus: 'real' });
const staff = shop.asStaff('shipping:read', 'shipping:write');

const customer = (userId: string) => {
  const token = testToken({ kind: 'user', id: userId, roles: ['customer'], scopes: ['shipping:read'] });
  return shopClient(shop.fetch, { authorization: `Bearer ${token}` });
};

const Shipment = z.looseObject({ id: z.uuid(), orderId: z.uuid(), status: z.string() });
const Page = z.strictObject({ data: z.array(Shipment), hasMore: z.boolean(), nextCursor: z.string().optional() });

async function ask(more: Partial<CreateShipmentV1> = {}): Promise<string> {
  const address = { line1: 'Hauptstraße 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
  const lines = [{ sku: 'TEA-1', quantity: 1 }];
  const payload = { orderId: newId(), lines, recipient: 'Ada Lovelace', address, ...more };
  const cause = { correlationId: 'test' };
  await orders?.database.transaction(cause, async (tx) => {
    orders?.events.send(tx, CreateShipmentV1, { subject: payload.orderId, payload });
  });
  return payload.orderId;
}

async function shipmentOf(orderId: string, status: string) {
  const found = async () => (await staff.get(`/v1/shipments?orderId=${orderId}`)).as(Page).data[0];
  const shipment = await eventually(found, { satisfies: (each) => each?.status === status });
  return Shipment.parse(shipment);
}

const track = (id: string, body: unknown, headers = {}) => staff.post(`/v1/shipments/${id}/tracking`, body, headers);

describe('the shipments of the shop', () => {
  it('are made when they are asked for, and shown with what the carrier gave', async () => {
    const { id, orderId } = await shipmentOf(await ask(), 'created');
    const answer = await staff.get(`/v1/shipments/${id}`);
    expect(answer).toMatchObject({
      status: 200,
      body: { id, orderId, status: 'created', carrier: 'sandbox', trackingNumber: expect.stringMatching(/^SBX/), events: [] },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/Ada|Hauptstra/);
    const etag = answer.headers.get('etag') ?? '';
    expect((await staff.get(`/v1/shipments/${id}`, { 'if-none-match': etag })).status).toBe(304);
  });

  it('are refused, or cancelled, as the order saga is told', async () => {
    const refused = await ask({ address: { line1: 'Nowhere 1', city: 'Nowhere', postalCode: '00000', country: 'DE' } });
    expect(await shipmentOf(refused, 'refused')).not.toHaveProperty('carrier');
    const { orderId } = await shipmentOf(await ask(), 'created');
    await orders?.database.transaction({ correlationId: 'test' }, async (tx) => {
      orders?.events.send(tx, CancelShipmentV1, { subject: orderId, payload: { orderId } });
    });
    await shipmentOf(orderId, 'cancelled');
  });

  it('are seen by the customer who ordered and by nobody else', async () => {
    const userId = newId();
    const first = await shipmentOf(await ask({ userId }), 'created');
    const second = await shipmentOf(await ask({ userId }), 'created');
    const pageOne = (await customer(userId).get('/v1/shipments?limit=1')).as(Page);
    expect(pageOne).toMatchObject({ data: [{ id: second.id }], hasMore: true });
    const pageTwo = (await customer(userId).get(`/v1/shipments?limit=1&cursor=${pageOne.nextCursor}`)).as(Page);
    expect(pageTwo).toMatchObject({ data: [{ id: first.id }], hasMore: false });
    const stranger = customer(newId());
    expect((await stranger.get(`/v1/shipments/${first.id}`)).status).toBe(404);
    expect((await stranger.get(`/v1/shipments?orderId=${first.orderId}`)).as(Page).data).toEqual([]);
    expect((await shop.asGuest().get('/v1/shipments')).status).toBe(401);
    expect((await shop.asUser(userId).get('/v1/shipments')).status).toBe(403);
  });

  it('are not found by what is no id, no cursor or no known question', async () => {
    for (const path of [
      '/v1/shipments?orderId=7',
      '/v1/shipments?cursor=x',
      '/v1/shipments?limit=0',
      '/v1/shipments?colour=red',
    ]) {
      expect((await staff.get(path)).status).toBe(400);
    }
    expect(await staff.get(`/v1/shipments/${newId()}`)).toMatchObject({
      status: 404,
      body: { code: 'shipping.shipment_not_found' },
    });
  });
});

describe('what a carrier reports', () => {
  it('moves the shipment on, changes its ETag and is told', async () => {
    const { id } = await shipmentOf(await ask(), 'created');
    const before = await staff.get(`/v1/shipments/${id}`);
    const report = { status: 'dispatched', description: 'Fetched', occurredAt: '2026-01-15T09:30:00Z' };
    const answer = await track(id, report);
    const events = [{ at: '2026-01-15T09:30:00.000Z', status: 'dispatched', description: 'Fetched' }];
    expect(answer).toMatchObject({ status: 201, body: { id, status: 'dispatched', events } });
    expect(answer.headers.get('etag')).not.toBe(before.headers.get('etag'));
    expect(await track(id, report)).toMatchObject({ status: 201, body: { status: 'dispatched', events } });
  });

  it('is refused where it cannot be true, and where nobody may say it', async () => {
    const { id } = await shipmentOf(await ask(), 'created');
    expect(await track(id, { status: 'delivered' })).toMatchObject({
      status: 409,
      body: { code: 'shipping.impossible_transition' },
    });
    expect((await customer(newId()).post(`/v1/shipments/${id}/tracking`, { status: 'dispatched' })).status).toBe(403);
    expect((await track(newId(), { status: 'dispatched' })).status).toBe(404);
  });

  it('is refused where it is not said as it must be', async () => {
    for (const body of [
      {},
      { status: 'lost' },
      { status: 'dispatched', occurredAt: 'today' },
      { status: 'dispatched', extra: 1 },
    ]) {
      expect((await track(newId(), body)).status).toBe(400);
    }
  });

  it('is answered as before where it is repeated under one key', async () => {
    const { id } = await shipmentOf(await ask(), 'created');
    const headers = { 'idempotency-key': randomUUID() };
    const first = await track(id, { status: 'dispatched' }, headers);
    const again = await track(id, { status: 'dispatched' }, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });
});
