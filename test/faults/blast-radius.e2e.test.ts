import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type FaultyShop, faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { bodyOf } from './support/shoppers.ts';

const SICK = 'notifications';
const SKU = 'RADIUS';
const ORDERS = 20;
const FLOOD = 5_000;
const Placed = z.object({ id: z.string() });
const shop = faultShop();

beforeAll(() => shop.stock([SKU]), 120_000);

interface Journey {
  readonly orderIds: readonly string[];
  /** Until all of them were confirmed. */
  readonly tookMs: number;
}

/** Places orders one after another, each accepted at the first try, and waits until all are confirmed. */
async function journey({ guest }: FaultyShop): Promise<Journey> {
  const begunAt = performance.now();
  const orderIds: string[] = [];
  while (orderIds.length < ORDERS) {
    const answer = await guest.post('/v1/orders', bodyOf({ sku: SKU }), { 'idempotency-key': newId() });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    orderIds.push(answer.as(Placed).id);
  }
  const confirmed = async () => {
    const rows = await shop.admin.sql`select 1 from orders.orders where id = any(${orderIds}::uuid[]) and status = 'confirmed'`;
    return rows.length;
  };
  await eventually(confirmed, { is: ORDERS, withinMs: 60_000 });
  return { orderIds, tookMs: performance.now() - begunAt };
}

async function queuesOf(module: string): Promise<readonly string[]> {
  const rows = await shop.admin.sql<{ name: string }>`
    select name from pgboss.queue where name like ${`${module}.%`} and name not like '%.dead'`;
  return rows.map(({ name }) => name);
}

/** Delivers what the module has handled before many times more. */
async function flood(queues: readonly string[]): Promise<void> {
  const again = await shop.admin.sql`
    insert into pgboss.job (name, data, retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds, keep_until, dead_letter)
    select name, data, retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds, keep_until, dead_letter
    from (select * from pgboss.job where name = any(${queues}) and state = 'completed' limit 1) as one, generate_series(1, ${FLOOD})
    returning 1`;
  expect(again).toHaveLength(FLOOD);
}

/** What may be claimed now, by whether it is the sick module's. */
async function waiting(): Promise<{ readonly sick: number; readonly others: number }> {
  const [row] = await shop.admin.sql<{ sick: number; others: number }>`
    select count(*) filter (where name like ${`${SICK}.%`}) as sick, count(*) filter (where name not like ${`${SICK}.%`}) as others
    from pgboss.job where data ? 'specversion' and state < 'completed' and start_after <= now() and name not like '%.dead'`;
  return row ?? { sick: 0, others: 0 };
}

describe('a module whose handlers all hang, and whose queue is flooded', { timeout: 180_000 }, () => {
  it('costs the orders of the others nothing: as many are confirmed, in much the same time, and no other queue waits', async () => {
    const well = await shop.start();
    const before = await journey(well);
    await expectSettledBooks(shop, { sku: SKU, orderIds: before.orderIds });
    await well.process.stop();
    const queues = await queuesOf(SICK);
    await flood(queues);
    const failpoints = queues.map((queue) => `bus.midHandler/${queue}=hang*1000000`).join(',');
    const sick = await shop.start({ failpoints });
    await sick.expectSaid(`failpoint bus.midHandler/${SICK}.`);
    const during = await journey(sick);
    const left = await eventually(waiting, { satisfies: ({ others }) => others === 0, withinMs: 30_000 });
    expect(left.sick, 'messages that the sick module has not handled').toBeGreaterThan(FLOOD - 100);
    expect((await sick.guest.get('/ready')).status).toBe(200);
    // In one process on one machine, one after the other; the factor is for whatever else the machine does.
    expect(during.tookMs).toBeLessThan(4 * before.tookMs + 2_000);
  });
});
