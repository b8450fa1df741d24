import { describe, expect, it } from 'vitest';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { notificationsBench, placedOrder } from '../testing/notifications-bench.ts';
import { listNotifications } from './list-notifications.ts';

const { database, subscriptions, sendAll } = notificationsBench();

const list = (filter: Partial<Parameters<typeof listNotifications>[1]>) =>
  database.read((db) => listNotifications(db, { userId: undefined, limit: 10, ...filter }));

async function confirmedOrder(userId?: string): Promise<string> {
  const order = placedOrder(userId === undefined ? {} : { userId });
  await deliver(database, subscriptions.confirmed, OrderConfirmedV1, { subject: order.orderId, sequence: 2, payload: order });
  return order.orderId;
}

describe('the list of notifications', () => {
  it('shows a user the own ones only, newest first, page by page, and to whom none of them went', async () => {
    const userId = newId();
    const orders = [await confirmedOrder(userId), await confirmedOrder(userId), await confirmedOrder(userId)];
    await confirmedOrder(newId());
    const own = await list({ userId });
    expect(own.map(({ about }) => about)).toEqual(orders.toReversed());
    expect(JSON.stringify(own)).not.toContain('ada@');
    const second = await list({ userId, before: own[0]?.id, limit: 1 });
    expect(second.map(({ about }) => about)).toEqual([orders[1]]);
  });

  it('finds what is about an order, for whoever may see it, and when it was sent', async () => {
    const orderId = await confirmedOrder(newId());
    expect(await list({ orderId })).toMatchObject([{ about: orderId, channel: 'mail', status: 'pending', sentAt: undefined }]);
    await sendAll();
    expect(await list({ orderId })).toMatchObject([{ status: 'sent', sentAt: '2026-01-15T12:00:00.000Z' }]);
    expect(await list({ orderId, userId: newId() })).toEqual([]);
  });
});
