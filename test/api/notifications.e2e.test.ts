import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineModule, type Platform } from '#shared-kernel/module.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { notificationsModule } from '../../src/modules/notifications/index.ts';
import { shopClient } from '../support/shop-client.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';

let orders: Platform | undefined;

/** Stands where the orders module would, and says what the test wants said. */
const ordersStandIn = defineModule({
  name: 'orders',
  owner: 'test',
  purpose: 'Confirms orders.',
  tables: [],
  publishes: [OrderConfirmedV1],
  receives: [],
  hears: [],
  settings: z.object({}),
  assemble(platform) {
    orders = platform;
    return {};
  },
});

const shop = testShop([notificationsModule, ordersStandIn], { bus: 'real' });
const staff = shop.asStaff('notifications:read');

const customer = (userId: string) => {
  const token = testToken({ kind: 'user', id: userId, roles: ['customer'], scopes: ['notifications:read'] });
  return shopClient(shop.fetch, { authorization: `Bearer ${token}` });
};

const Notification = z.looseObject({ id: z.uuid(), about: z.uuid(), status: z.string() });
const Page = z.strictObject({ data: z.array(Notification), hasMore: z.boolean(), nextCursor: z.string().optional() });

async function confirmOrder(userId: string): Promise<string> {
  const orderId = newId();
  const price = { amountMinor: 1999, currency: 'EUR' };
  const lines = [{ sku: 'TEA-1', title: 'Green tea', quantity: 1, unitPrice: price, lineTotal: price }];
  const customer = { email: 'ada@example.com', name: 'Ada' };
  const payload = { orderId, number: 'T-1', userId, customer, lines, total: price };
  await orders?.database.transaction({ correlationId: 'test' }, async (tx) => {
    orders?.events.publish(tx, OrderConfirmedV1, { subject: orderId, sequence: 2, payload });
  });
  return orderId;
}

async function sentAbout(orderId: string) {
  const found = async () => (await staff.get(`/v1/notifications?orderId=${orderId}`)).as(Page).data;
  return eventually(found, { satisfies: (data) => data[0]?.status === 'sent' });
}

describe('the notifications of the shop', () => {
  it('are sent when something happened, and shown without whom they went to', async () => {
    const orderId = await confirmOrder(newId());
    const [sent, ...more] = await sentAbout(orderId);
    expect(more).toEqual([]);
    expect(sent).toEqual({
      id: expect.any(String),
      template: 'order-confirmed',
      about: orderId,
      channel: 'mail',
      status: 'sent',
      createdAt: expect.any(String),
      sentAt: expect.any(String),
    });
  });

  it('are seen by the customer they went to and by nobody else', async () => {
    const userId = newId();
    const [first, second] = [await confirmOrder(userId), await confirmOrder(userId)];
    await Promise.all([sentAbout(first), sentAbout(second)]);
    const pageOne = (await customer(userId).get('/v1/notifications?limit=1')).as(Page);
    const pageTwo = (await customer(userId).get(`/v1/notifications?limit=1&cursor=${pageOne.nextCursor}`)).as(Page);
    const about = [...pageOne.data, ...pageTwo.data].map((each) => each.about);
    expect(about.toSorted()).toEqual([first, second].toSorted());
    expect(pageTwo.hasMore).toBe(false);
    const stranger = customer(newId());
    expect((await stranger.get('/v1/notifications')).as(Page).data).toEqual([]);
    expect((await stranger.get(`/v1/notifications?orderId=${first}`)).as(Page).data).toEqual([]);
    expect((await shop.asGuest().get('/v1/notifications')).status).toBe(401);
    expect((await shop.asUser(userId).get('/v1/notifications')).status).toBe(403);
  });

  it('are not found by what is no id, no cursor or no known question', async () => {
    for (const query of ['orderId=7', 'cursor=x', 'limit=101', 'status=sent']) {
      expect((await staff.get(`/v1/notifications?${query}`)).status).toBe(400);
    }
  });
});
