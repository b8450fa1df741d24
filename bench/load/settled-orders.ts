import type { Session } from '#shared-kernel/database/session.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { ShopDatabases } from '../../test/faults/harness/shop-databases.ts';

/** Orders that were confirmed so far. */
export function countConfirmed(databases: ShopDatabases): Promise<number> {
  return databases.of('orders').asOwner(async ({ sql }) => {
    const [row] = await sql<{ count: number }>`select count(*)::int as count from orders.orders where status = 'confirmed'`;
    return row?.count ?? 0;
  });
}

/** Orders that were confirmed in each second of this time (milliseconds since 1970). */
export async function confirmedPerSecond(databases: ShopDatabases, fromMs: number, toMs: number): Promise<number> {
  const [from, to] = [new Date(fromMs), new Date(toMs)];
  const confirmed = await databases.of('orders').asOwner(async ({ sql }) => {
    const [row] = await sql<{ count: number }>`
      select count(*)::int as count from orders.orders
      where status = 'confirmed' and updated_at >= ${from} and updated_at < ${to}`;
    return row?.count ?? 0;
  });
  return (confirmed * 1_000) / (toMs - fromMs);
}

/** Waits until all that was said has been handled, all that was sent has been confirmed, and no order is under way. */
export async function untilSettled(databases: ShopDatabases): Promise<void> {
  const waiting = async () => {
    const due = await Promise.all(databases.all.map(({ asOwner }) => asOwner(dueMessages)));
    return due.reduce((sum, count) => sum + count, await databases.of('orders').asOwner(pendingOrders));
  };
  await eventually(waiting, { is: 0, withinMs: 300_000 });
}

async function dueMessages({ sql }: Session): Promise<number> {
  const [row] = await sql<{ count: number }>`
    select count(*)::int as count from pgboss.job
    where state < 'completed' and start_after <= now() and name not like '%.dead' and name not like '\\_\\_pgboss%'`;
  return row?.count ?? 0;
}

async function pendingOrders({ sql }: Session): Promise<number> {
  const [row] = await sql<{ count: number }>`select count(*)::int as count from orders.orders where status = 'pending'`;
  return row?.count ?? 0;
}
