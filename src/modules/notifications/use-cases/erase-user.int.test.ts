import { describe, expect, it } from 'vitest';
import { SendMailV1 } from '#contracts/notifications/send-mail.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { cause, notificationsBench, placedOrder } from '../testing/notifications-bench.ts';

const bench = notificationsBench();
const { database, admin, events, subscriptions, place, erase } = bench;

/** Everything that the module holds, to be searched for what it must not hold. */
async function everything(userId: string): Promise<string> {
  const contacts = await admin.sql`select * from notifications.order_contacts where user_id = ${userId}`;
  const log = await admin.sql`select * from notifications.notifications where user_id = ${userId}`;
  return JSON.stringify([contacts, log]);
}

const confirm = (order: ReturnType<typeof placedOrder>) =>
  deliver(database, subscriptions.confirmed, OrderConfirmedV1, { subject: order.orderId, sequence: 2, payload: order });

describe('a user who is erased', () => {
  it('leaves neither address nor name, and others keep theirs', async () => {
    const [own, foreign] = [placedOrder({ userId: newId() }), placedOrder({ userId: newId() })];
    for (const order of [own, foreign]) {
      await place(order);
      await confirm(order);
    }
    await bench.sendAll();
    const { id } = await erase(String(own.userId));
    await erase(String(own.userId), id);
    await erase(String(own.userId));
    expect(await everything(String(own.userId))).not.toMatch(/ada@|\bAda\b/);
    expect(await everything(String(foreign.userId))).toMatch(/ada@example\.com.*ada@example\.com/);
  });

  it('gets no mail about what is told later, and leaves no address with it', async () => {
    const order = placedOrder({ userId: newId() });
    await erase(String(order.userId));
    await place(order);
    await confirm(order);
    const { orderId } = order;
    const parcel = { orderId, shipmentId: newId(), carrier: 'sandbox', trackingNumber: 'SBX1', at: '2026-01-15T12:00:00.000Z' };
    await deliver(database, subscriptions.dispatched, ShipmentDispatchedV1, { subject: orderId, sequence: 2, payload: parcel });
    expect(events.messagesOf(SendMailV1)).toEqual([]);
    expect(await everything(String(order.userId))).not.toMatch(/ada@|\bAda\b/);
  });

  it('is waited for where a mail is noted in the same moment', async () => {
    const userId = newId();
    const recipient = { email: 'ada@example.com', name: 'Ada' };
    const input = { occasion: userId, about: userId, orderId: undefined, userId, recipient };
    let erasing: Promise<unknown> = Promise.resolve();
    await database.transaction(cause, async (tx) => {
      await bench.notify(tx, { letter: { template: 'welcome', params: {} }, ...input });
      erasing = erase(userId);
      await eventually(blockedSessions, { is: 1 });
    });
    await erasing;
    expect(await everything(userId)).not.toMatch(/ada@|\bAda\b/);
  });
});

async function blockedSessions(): Promise<number> {
  const rows = await admin.sql`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return rows.length;
}
