import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { statementsRun } from '#shared-kernel/database/session.ts';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { allocatedBytes } from '../support/allocated-bytes.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';
import { walWritten } from '../support/wal-written.ts';

/**
 * What one order of one line may cost at the most, on whatever machine: from the request until nothing of it is left to do,
 * its mail included. `statements` are those of each module, begin, commit and claims too; how they are made up:
 * src/modules/orders/README.md. The bus varies by a few: a worker that is woken while it claims looks once more. What the
 * process looks at every second, orders or not, is on connections of the platform and not counted.
 */
const BUDGET = z
  .strictObject({
    statements: z.record(z.string(), z.int()),
    rowsWritten: z.int(),
    walBytes: z.int(),
    messages: z.int(),
    allocatedBytes: z.record(z.string(), z.int()),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'order-budget.json'), 'utf8')));

// Nothing looks at the queues unless it was woken, so that what is counted was caused by the order; timers of sagas, which
// nobody would be woken for, fall due when all is over.
const seldom = {
  ORDERS_STEP_SECONDS: '600',
  TESSERA_POLL_MS: '600000',
  TESSERA_MONITOR_SECONDS: '3600',
  WEBHOOK_POLL_MS: '600000',
};
const shop = testShop(undefined, { bus: 'real', settings: { ...seldom, TESSERA_CHECK_ANSWERS: 'off' } });
const { sell, submit } = shopping(shop);
const PRODUCTS = 20;

beforeAll(async () => {
  for (let number = 1; number <= PRODUCTS; number += 1) await sell(`BUDGET-${number}`, { stock: 1_000 });
  await order(20);
});

it('an order of one line stays within its budget of SQL statements', async () => {
  for (let round = 0; round < 5; round += 1) {
    const before = statementsOfShop();
    await order();
    const cost = Object.fromEntries(
      Object.entries(statementsOfShop()).map(([name, count]) => [name, count - (before[name] ?? 0)]),
    );
    expect(Object.values(cost), 'each of them takes part').not.toContain(0);
    tell('statements', { all: Object.values(cost).reduce((sum, count) => sum + count, 0), ...cost });
    for (const [name, count] of Object.entries(cost)) expect(count, name).toBeLessThanOrEqual(BUDGET.statements[name] ?? 0);
  }
});

it('an order of one line stays within its budget of messages, of rows that are written, and of the log for them', async () => {
  const orders = 10;
  const before = await messagesHandled();
  const { bytes, rows } = await walWritten(shop.admin, () => order(orders));
  const messages = (await messagesHandled()) - before;
  const found = { messages: messages / orders, rowsWritten: rows / orders, walBytes: Math.round(bytes / orders) };
  tell('written', found);
  expect(found.messages).toBe(BUDGET.messages);
  for (const name of ['rowsWritten', 'walBytes'] as const) {
    expect(found[name], name).toBeGreaterThan(0);
    expect(found[name], name).toBeLessThanOrEqual(BUDGET[name]);
  }
});

it.each([
  { what: 'product', times: 300, once: () => read('/v1/products/product-budget-1') },
  { what: 'list of products', times: 100, once: () => read(`/v1/products?limit=${PRODUCTS}`) },
  { what: 'order', times: 20, once: () => order() },
])('a request for the $what stays within its budget of memory that is allocated', async ({ what, times, once }) => {
  const all = async () => {
    for (let time = 0; time < times; time += 1) await once();
  };
  await all();
  const each = Math.round((await allocatedBytes(all)) / times);
  tell('allocated', { [what]: each });
  expect(each).toBeGreaterThan(0);
  expect(each).toBeLessThanOrEqual(BUDGET.allocatedBytes[what] ?? 0);
});

async function read(path: string): Promise<void> {
  const response = await shop.fetch(path);
  expect(response.status).toBe(200);
  await response.text();
}

/** Places orders, one after the other, and waits until the shop is idle again. Guests have no dashboard, and cost less. */
async function order(count = 1): Promise<void> {
  for (let placed = 0; placed < count; placed += 1) {
    const customer = shop.asUser(newId(), 'orders:write');
    expect(await submit(customer, { lines: [{ sku: 'BUDGET-1', quantity: 1 }], wait: 0 })).toMatchObject({ status: 202 });
    await untilIdle();
  }
}

function statementsOfShop(): Record<string, number> {
  const run = statementsRun();
  return Object.fromEntries(Object.keys(BUDGET.statements).map((name) => [name, run.get(`tessera:${name}`) ?? 0]));
}

async function messagesHandled(): Promise<number> {
  const [row] = await shop.admin.sql<{ count: number }>`
    select count(*)::int as count from pgboss.job where state = 'completed' and data ? 'specversion'`;
  return row?.count ?? 0;
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
  await eventually(isIdle, { is: true, withinMs: 60_000 });
}

function tell(what: string, found: Readonly<Record<string, number>>): void {
  process.stdout.write(`${what}: ${JSON.stringify(found)}\n`);
}
