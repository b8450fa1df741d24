import { expect, it } from 'vitest';
import { statementsRun } from '#shared-kernel/database/session.ts';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

/**
 * What one order of one line may cost, by module: every statement from the request until nothing of it is left to do,
 * its mail included; begin, commit and claims too. How they are made up: src/modules/orders/README.md. The bus varies
 * by a few: a worker that is woken while it claims looks once more. What the process looks at every second, orders or
 * not, is on connections of the platform and not counted.
 */
const BUDGET: Readonly<Record<string, number>> = {
  orders: 70,
  catalog: 6,
  inventory: 21,
  payments: 24,
  shipping: 13,
  notifications: 60,
  storefront: 35,
  bus: 80,
};

// Nothing looks at the queues unless it was woken, so that what is counted was caused by the order.
const seldom = { TESSERA_POLL_MS: '600000', TESSERA_MONITOR_SECONDS: '3600', WEBHOOK_POLL_MS: '600000' };
const shop = testShop(undefined, { bus: 'real', settings: seldom });
const { sell, submit } = shopping(shop);
// Somebody who is signed in: guests have no dashboard, and cost less.
const customer = () => shop.asUser(newId(), 'orders:write');

it('an order of one line stays within its budget of SQL statements', async () => {
  await sell('BUDGET-1', { stock: 100 });
  await costOf(placeOne);
  for (let round = 0; round < 5; round += 1) {
    const cost = await costOf(placeOne);
    expect(Object.values(cost), 'each of them takes part').not.toContain(0);
    process.stdout.write(`one order: ${total(cost)} statements: ${JSON.stringify(cost)}\n`);
    for (const [name, count] of Object.entries(cost)) expect(count, name).toBeLessThanOrEqual(BUDGET[name] ?? 0);
  }
});

async function placeOne(): Promise<void> {
  expect(await submit(customer(), { lines: [{ sku: 'BUDGET-1', quantity: 1 }], wait: 0 })).toMatchObject({ status: 202 });
}

/** The statements that `work` causes until the shop is idle again, by module. */
async function costOf(work: () => Promise<void>): Promise<Record<string, number>> {
  await untilIdle();
  const before = statementsOfShop();
  await work();
  await untilIdle();
  const after = Object.entries(statementsOfShop());
  return Object.fromEntries(after.map(([name, count]) => [name, count - (before[name] ?? 0)]));
}

function total(cost: Readonly<Record<string, number>>): number {
  return Object.values(cost).reduce((sum, count) => sum + count, 0);
}

function statementsOfShop(): Record<string, number> {
  const run = statementsRun();
  return Object.fromEntries(Object.keys(BUDGET).map((name) => [name, run.get(`tessera:${name}`) ?? 0]));
}

/** Idle is when no message is due, and nothing was said to Postgres between two looks. */
async function untilIdle(): Promise<void> {
  let before: unknown;
  const isIdle = async () => {
    const due = await shop.admin.sql`
      select 1 from pgboss.job
      where state < 'completed' and start_after <= now() and name not like '%.dead' limit 1`;
    const now = JSON.stringify(statementsOfShop());
    const quiet = now === before;
    before = now;
    return quiet && due.length === 0;
  };
  await eventually(isIdle, { is: true, withinMs: 10_000 });
}
