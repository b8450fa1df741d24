import { describe, expect, it } from 'vitest';
import { EraseUserV1 } from '#contracts/notifications/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/notifications/export-user.v1.ts';
import { UserDataErasedV1 } from '#contracts/notifications/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/notifications/user-data-exported.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { askingFor } from '#shared-kernel/testing/personal-data.ts';
import { collectUserRecords } from '../queries/collect-user-records.ts';
import { notificationsBench, placedOrder } from '../testing/notifications-bench.ts';
import { personalDataSubscriptions } from './personal-data.ts';

const bench = notificationsBench();
const { admin, events, clock, place } = bench;
const asked = askingFor({
  db: bench,
  events,
  subscriptions: () => personalDataSubscriptions({ events, clock, erase: bench.eraseUser, collect: collectUserRecords }),
  contracts: { erase: EraseUserV1, erased: UserDataErasedV1, export: ExportUserV1, exported: UserDataExportedV1 },
});

const contactsOf = (userId: string) => admin.sql`select email, name from notifications.order_contacts where user_id = ${userId}`;

describe('a user who is erased', () => {
  it('is written to no more, and told once what was forgotten', async () => {
    const order = placedOrder({ userId: newId() });
    const userId = String(order.userId);
    await place(order);
    const id = await asked.erase(userId);
    await asked.erase(userId, id);
    await asked.erase(userId);
    const [first, second, ...more] = asked.reportsOn(userId);
    expect(first).toMatchObject([
      { kind: 'contacts of orders', count: 1, action: 'deleted' },
      { kind: 'recipients in the log of mails', count: 0, action: 'deleted' },
    ]);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(await contactsOf(userId)).toEqual([{ email: null, name: null }]);
  });

  it('does not come back with an order that is heard of late', async () => {
    const order = placedOrder({ userId: newId() });
    await asked.erase(String(order.userId));
    await place(order);
    expect(await contactsOf(String(order.userId))).toEqual([{ email: null, name: null }]);
  });
});

it('exports whom it would write to, to nobody but who holds the key', async () => {
  const order = placedOrder({ userId: newId() });
  await place(order);
  await place(placedOrder({ userId: newId() }));
  const { records } = await asked.export(String(order.userId));
  expect(records).toMatchObject([['orderContacts', { orderId: order.orderId, email: 'ada@example.com' }]]);
  expect(JSON.stringify(events.messagesOf(UserDataExportedV1))).not.toContain('ada@');
});
