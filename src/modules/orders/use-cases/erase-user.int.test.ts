import { describe, expect, it } from 'vitest';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { EraseUserV1 } from '#contracts/orders/erase-user.v1.ts';
import { UserDataErasedV1 } from '#contracts/orders/user-data-erased.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import type { Visitor } from '../domain/access.ts';
import { anOrder, ordersUnderTest, STAFF } from '../testing/orders-under-test.ts';
import { whileOpen } from '../testing/races.ts';

const db = testDatabase('orders');
const orders = ordersUnderTest(db);

const visiting = (userId: string): Visitor => ({ userId, staff: false, accessKeyHash: undefined });

function erase(userId: string, { erasureId = newId(), id = newId() } = {}) {
  return orders.deliverTo('orders.erase-user', EraseUserV1, { id, subject: userId, payload: { erasureId, userId } });
}

function reportsOn(userId: string) {
  return orders.events.messagesOf(UserDataErasedV1).filter(({ subject }) => subject === userId);
}

async function confirmedOrderOf(userId: string) {
  const order = await orders.place({ visitor: visiting(userId) });
  for (const done of Object.values(orders.othersOf(order).done)) await done();
  return order;
}

/** Everything that the module keeps under the user's id, and what it keeps for replies. */
async function everything(userId: string): Promise<string> {
  const rows = await db.admin.sql`
    select to_jsonb(o) as row from orders.orders o where user_id = ${userId}
    union all select to_jsonb(c) from orders.carts c where user_id = ${userId}
    union all select to_jsonb(k) from orders.contacts k where user_id = ${userId}
    union all select to_jsonb(i) from orders.idempotency_keys i where caller = ${`user:${userId}`}`;
  return JSON.stringify(rows);
}

describe('a user who is erased', () => {
  it('leaves orders with their lines, amounts and country, and nothing of who it was', async () => {
    const [userId, other] = [newId(), newId()];
    const order = await confirmedOrderOf(userId);
    await confirmedOrderOf(other);
    await orders.run((tx) => orders.createCart(tx, { userId, accessKeyHash: undefined }));
    await db.admin.sql`
      insert into orders.idempotency_keys (caller, key, fingerprint, status, headers) values (${`user:${userId}`}, 'k', 'f', 202, '{}')`;
    await erase(userId);
    expect(await everything(userId)).not.toMatch(/Ada|ada@|London|SW1Y|James/);
    expect(await everything(other)).toMatch(/Ada Lovelace/);
    const { order: after } = await orders.look(order.id);
    expect(after).toMatchObject({ status: 'confirmed', lines: order.lines, total: order.total });
    expect(
      reportsOn(userId).map(({ payload }) => payload.records.map(({ kind, count, action }) => [kind, count, action])),
    ).toEqual([
      [
        ['names and addresses in orders', 1, 'anonymised'],
        ['carts', 1, 'deleted'],
        ['contacts', 0, 'deleted'],
      ],
    ]);
  });

  it('is erased once, however often that is asked, and each time told in the same words', async () => {
    const userId = newId();
    await confirmedOrderOf(userId);
    const [erasureId, id] = [newId(), newId()];
    for (const same of [id, id, newId()]) await erase(userId, { erasureId, id: same });
    const reports = reportsOn(userId);
    expect(reports.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(reports[1]?.payload).toEqual(reports[0]?.payload);
    expect(reports[0]?.payload.records[0]?.count).toBe(1);
  });

  it('is waited for while an order of his is under way, and can order nothing meanwhile', async () => {
    const userId = newId();
    const order = await orders.place({ visitor: visiting(userId) });
    await erase(userId);
    expect(reportsOn(userId)).toEqual([]);
    expect(await everything(userId)).toMatch(/Ada Lovelace/);
    await expect(orders.place({ visitor: visiting(userId) })).rejects.toMatchObject({ code: 'orders.account_erased' });
    const [again] = orders.events.messagesOf(EraseUserV1).filter(({ subject }) => subject === userId);
    expect(orders.events.deliverAtOf(String(again?.id))).toEqual(new Date(orders.clock.now().getTime() + 5_000));
    for (const done of Object.values(orders.othersOf(order).done)) await done();
    await erase(userId, { erasureId: String(again?.payload.erasureId), id: String(again?.id) });
    expect(reportsOn(userId)).toHaveLength(1);
    expect(await everything(userId)).not.toMatch(/Ada|ada@/);
  });

  it('is waited for while a person looks after an order of his', async () => {
    const userId = newId();
    const order = await orders.place({ visitor: visiting(userId) });
    await orders.cancel(order.id);
    for (let day = 0; day < 8; day += 1) await orders.pass({ days: 1 });
    await erase(userId);
    expect(reportsOn(userId)).toEqual([]);
    await orders.verb('resolve-saga', { id: order.id });
    await erase(userId);
    expect(reportsOn(userId)).toHaveLength(1);
  });

  it('does not come back with what identity said of him before, in whatever order that arrives', async () => {
    const userId = newId();
    const said = [
      [UserUpdatedV1, 3],
      [UserRegisteredV1, 1],
      [UserUpdatedV1, 2],
    ] as const;
    await erase(userId);
    for (const [event, sequence] of said) {
      const payload = { userId, email: 'ada@example.com', name: 'Ada Lovelace' };
      await orders.deliverTo('orders.copy-contact-on-user-change', event, { subject: userId, sequence, payload });
    }
    expect(await everything(userId)).not.toMatch(/Ada|ada@/);
    expect(reportsOn(userId)[0]?.payload.records.map(({ count }) => count)).toEqual([0, 0, 0]);
  });

  it('and orders in the same moment is waited for with that order', async () => {
    const userId = newId();
    const sku = await orders.sell();
    const input = anOrder({ from: { lines: [{ sku, quantity: 1 }] }, visitor: visiting(userId) });
    const erasing: Promise<unknown>[] = [];
    await whileOpen(
      db,
      (tx) => orders.placeOrder(tx, input),
      () => {
        const asked = erase(userId);
        erasing.push(asked);
        return asked;
      },
    );
    await Promise.all(erasing);
    expect(reportsOn(userId)).toEqual([]);
    expect(await everything(userId)).toMatch(/Ada Lovelace/);
  });

  it('takes no name out of the orders of guests', async () => {
    const guest = await orders.place();
    await erase(newId());
    expect((await orders.look(guest.id)).order.status).toBe('pending');
    const [row] = await db.admin.sql<{ name: string }>`select customer_name as name from orders.orders where id = ${guest.id}`;
    expect(row?.name).toBe('Ada Lovelace');
  });
});

it('an order that staff cancel after the erasure is told without a name', async () => {
  const userId = newId();
  const order = await confirmedOrderOf(userId);
  await erase(userId);
  await orders.cancel(order.id, STAFF);
  const others = orders.othersOf(order);
  await others.undone['create-shipment']();
  await others.undone['reserve-stock']();
  await others.undone['capture-payment']();
  const about = orders.events.envelopes.filter(
    ({ type, subject }) => type === 'orders.order-cancelled.v1' && subject === order.id,
  );
  expect(about).toHaveLength(1);
  expect(JSON.stringify(about)).not.toMatch(/Ada|ada@/);
});
