import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { clockAhead } from './harness/clock-faults.ts';
import { ADMIN } from './harness/shop-processes.ts';
import { type FaultyShop, type FaultyStart, faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { orderUntilAnswered } from './support/shoppers.ts';

const TEN_MINUTES_MS = 600_000;
const STEP_SECONDS = 5;

const shop = faultShop();
beforeAll(() => shop.stock(['SKEW', 'LATE'], 1_000), 120_000);

/** One shop on three machines: the clock of the first is right, of the second ahead, of the third behind. */
function threeMachines(options: FaultyStart = {}): Promise<readonly FaultyShop[]> {
  const clocks = [0, TEN_MINUTES_MS, -TEN_MINUTES_MS];
  return Promise.all(clocks.map((aheadMs) => shop.start({ ...options, imports: clockAhead(aheadMs) })));
}

/** Orders at each of them, one after the other: whoever takes an order, all of them work on it. */
async function orderAtEach(machines: readonly FaultyShop[], sku: string, times: number): Promise<readonly string[]> {
  const orderIds: string[] = [];
  for (let index = 0; index < times; index += 1) {
    for (const machine of machines) orderIds.push(await orderUntilAnswered(() => [machine], { sku }));
  }
  return orderIds;
}

describe('a shop on machines whose clocks are ten minutes apart from the right time, this way and that,', {
  timeout: 120_000,
}, () => {
  it('lets users go on at any of them, confirms every order, wherever it is placed, and cancels none for time', async () => {
    // What production gives a step: much less than the clocks are apart.
    const machines = await threeMachines({ environment: { ORDERS_STEP_SECONDS: '30' } });
    await signInAtEach(machines);
    const orderIds = await orderAtEach(machines, 'SKEW', 6);
    const settled = await expectSettledBooks(shop, { sku: 'SKEW', orderIds, withinMs: 60_000 });
    expect(settled).toEqual({ confirmed: orderIds.length, cancelled: 0 });
    expect(await overdueSteps('SKEW')).toEqual([]);
  });

  it('gives up a step that nobody answers when its time is over, not before and not ten minutes later', async () => {
    const machines = await threeMachines({
      environment: { ORDERS_STEP_SECONDS: String(STEP_SECONDS) },
      failpoints: 'bus.midHandler/inventory.hold-stock=throw*1000',
    });
    const orderIds = await orderAtEach(machines, 'LATE', 1);
    const overdue = await eventually(() => overdueSteps('LATE'), {
      satisfies: ({ length }) => length === orderIds.length,
      withinMs: 60_000,
    });
    for (const { afterMs } of overdue) {
      expect(afterMs).toBeGreaterThan(STEP_SECONDS * 1_000 - 100);
      expect(afterMs).toBeLessThan(60_000);
    }
  });
});

const Session = z.object({ accessToken: z.string() });

/** Whoever signed in at one of them is known at all of them. */
async function signInAtEach(machines: readonly FaultyShop[]): Promise<void> {
  for (const { guest } of machines) {
    const { accessToken } = (await guest.post('/v1/sessions', ADMIN)).as(Session);
    const headers = { authorization: `Bearer ${accessToken}` };
    const answers = await Promise.all(machines.map((other) => other.guest.get('/v1/users/me', headers)));
    expect(answers.map(({ status }) => status)).toEqual(machines.map(() => 200));
  }
}

/** Steps that were given up, and how long after their order was placed. */
function overdueSteps(sku: string) {
  return shop.admin.sql<{ step: string; afterMs: number }>`
    select t.step, extract(epoch from t.at - o.created_at)::float8 * 1000 as "afterMs"
    from orders.timeline t join orders.orders o on o.id = t.order_id
    where o.lines @> ${[{ sku }]}::jsonb and t.outcome = 'no answer in time'`;
}
