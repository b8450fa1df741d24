import { beforeAll, expect, it } from 'vitest';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { openShop, post } from '../../../bench/load/open-shop.ts';
import type { RunningProcess } from '../../faults/harness/processes.ts';
import { customersAt, ORDER } from '../../faults/harness/steady-customers.ts';
import { type NatsServer, startNatsServer } from '../../support/nats-server.ts';
import { MODULE, movingShop } from './moving-shop.ts';

const TIMEOUT_MS = 400_000;
let nats: NatsServer;
let shop: Awaited<ReturnType<typeof movingShop>>;
const end = async () => {
  await shop?.stop();
  await nats?.stop();
};
const before = clonedDatabase();
// Taken apart first, and nothing may be connected then.
const after = clonedDatabase(end);

beforeAll(async () => {
  nats = await startNatsServer();
  shop = await movingShop({ urls: { shop: before.url, apart: after.url }, brokerUrl: nats.url });
}, TIMEOUT_MS);

async function countOf(database: typeof before, table: string, where: string): Promise<number> {
  const { rows } = await database.admin.run<{ count: number }>(`select count(*)::int as count from ${table} where ${where}`);
  return rows[0]?.count ?? 0;
}

const waiting = () =>
  countOf(before, 'pgboss.job', `name like '${MODULE}.%' and name not like '%.dead' and state in ('retry', 'active')`);
const due = () =>
  countOf(
    before,
    'pgboss.job',
    `name like '${MODULE}.%' and name not like '%.dead' and state < 'completed' and start_after <= now()`,
  );

it('moves with its data and its messages while orders keep coming, as docs/extracting-a-module.md says', {
  timeout: TIMEOUT_MS,
}, async () => {
  const old = await shop.start(MODULE, 'beside');
  const first = await shop.start('shop', 'beside');
  await openShop(first.url);
  const customers = customersAt(first.url);
  await eventually(() => customers.placed, { satisfies: (placed) => placed >= 10, withinMs: 60_000 });

  const second = await restart(first);
  await post(second.url, '/v1/orders', ORDER);
  await eventually(due, { is: 0, withinMs: 120_000 });
  expect(await old.stop(), 'it ends in order').toBe(0);
  expect(await waiting()).toBe(0);
  const atStop = customers.placed;
  await eventually(() => customers.placed, { satisfies: (placed) => placed >= atStop + 5, withinMs: 60_000 });

  const copied = await shop.cli('apart').run('module', 'copy', MODULE, '--from', 'DATABASE_URL');
  expect(copied).toMatchObject({ exitCode: 0, stderr: '' });
  expect(copied.stdout).toMatch(/payments\.payments: \d+ rows?\n/);
  expect(await shop.cli('apart').run('module', 'copy', MODULE, '--from', 'DATABASE_URL')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('the target must be empty'),
  });
  await shop.start(MODULE, 'apart');
  const placed = await customers.leave();

  const confirmed = () => countOf(before, 'orders.orders', "status = 'confirmed'");
  await eventually(() => countOf(before, 'orders.orders', "status not in ('confirmed', 'cancelled')"), {
    is: 0,
    withinMs: 120_000,
  });
  expect(await countOf(before, 'orders.orders', "status = 'cancelled'"), 'nobody waited too long').toBe(0);
  expect(await confirmed()).toBeGreaterThanOrEqual(placed);
  expect(await countOf(after, 'payments.payments', "status = 'captured'"), 'one capture for each').toBe(await confirmed());
  expect(await countOf(before, 'payments.payments', 'true'), 'the last ones are only there').toBeLessThan(await confirmed());
});

/** Begins with the new topology: from here on, what is said to the module waits in the outbox. */
async function restart(first: RunningProcess): Promise<RunningProcess> {
  await first.stop();
  return shop.start('shop', 'apart');
}
