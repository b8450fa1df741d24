import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Session as DatabaseSession } from '#shared-kernel/database/session.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { ADMIN } from '../../test/faults/harness/shop-processes.ts';
import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { runLoad } from './load-order.ts';
import { openShop, post, quantile, SKU } from './overload-trial.ts';
import { type ProcessorTime, processorTime, usedBetween } from './processor-time.ts';

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** What one topology costs. */
export interface TopologyTrial {
  readonly topology: string;
  /** From the moment that inventory says something until storefront begins to handle it, nothing else going on. */
  readonly message: Latency;
  /** From the request to the confirmation, one order at a time. */
  readonly order: Latency;
  readonly ordersPerSecond: number;
  /** The same, while as many orders come as there can. */
  readonly orderUnderLoad: Latency;
  /** Milliseconds of a processor for each order, under load: by process, and of `postgres` and `nats`. */
  readonly processorMs: ReadonlyMap<string, number>;
  readonly messagesPerOrder: number;
  readonly connections: number;
  readonly residentMb: number;
  /** What must not be: empty where the invariants hold. */
  readonly broken: readonly string[];
}

export interface TopologyTrialOptions {
  readonly seconds: number;
  readonly customers: number;
  readonly say: (line: string) => void;
}

const Session = z.object({ accessToken: z.string() });

const IDLE_MESSAGES = 150;
const IDLE_PAUSE_MS = 20;
const IDLE_ORDERS = 60;
const SUBSCRIPTION = 'storefront.keep-stock-on-stock-level-changed';

/** Measures a shop that nobody else uses. */
export async function topologyTrial(name: string, run: TopologyRun, options: TopologyTrialOptions): Promise<TopologyTrial> {
  const { url } = run.running;
  await openShop(url);
  await runLoad({ url, sku: SKU, seconds: 4, connections: options.customers, wait: true });
  await untilIdle(run);
  const message = await idleMessages(run);
  const order = latencyOf(await idleOrders(url));
  options.say(`${name}: a message takes ${message.p50} ms, an order ${order.p50} ms`);
  const loaded = await underLoad(run, options);
  options.say(`${name}: ${loaded.ordersPerSecond.toFixed(0)} orders/s`);
  return { topology: name, message, order, ...loaded, ...(await sizeOf(run)), broken: await brokenIn(run) };
}

async function idleMessages(run: TopologyRun): Promise<Latency> {
  const { url } = run.running;
  const { accessToken } = Session.parse(await post(url, '/v1/sessions', ADMIN));
  const since = new Date();
  for (let sent = 0; sent < IDLE_MESSAGES; sent += 1) {
    await post(url, `/v1/stock/${SKU}/adjustments`, { delta: 1, reason: 'a hop' }, { authorization: `Bearer ${accessToken}` });
    await pause(IDLE_PAUSE_MS);
  }
  const handled = () =>
    run.databases.of('storefront').asOwner(
      ({ sql }) => sql<{ ms: number }>`
        select extract(epoch from handled_at - uuid_extract_timestamp(message_id))::float8 * 1000 as ms
        from storefront.inbox where subscription = ${SUBSCRIPTION} and uuid_extract_timestamp(message_id) >= ${since}`,
    );
  const rows = await eventually(handled, { satisfies: ({ length }) => length >= IDLE_MESSAGES, withinMs: 60_000 });
  return latencyOf(rows.map(({ ms }) => ms));
}

async function idleOrders(url: string): Promise<readonly number[]> {
  const took: number[] = [];
  while (took.length < IDLE_ORDERS) took.push(await orderOnce(url));
  return took;
}

async function orderOnce(url: string): Promise<number> {
  const started = performance.now();
  await post(
    url,
    '/v1/orders',
    {
      lines: [{ sku: SKU, quantity: 1 }],
      customer: { email: 'one@example.com', name: 'One' },
      shippingAddress: { name: 'One', line1: '1 High Street', city: 'London', postalCode: '10115', country: 'GB' },
      payment: { token: 'tok_ok' },
    },
    { prefer: 'wait=30' },
  );
  return performance.now() - started;
}

async function underLoad(run: TopologyRun, { seconds, customers }: TopologyTrialOptions) {
  const before = { time: timeOf(run), marks: await marksIn(run), orders: await confirmedIn(run) };
  const report = await runLoad({ url: run.running.url, sku: SKU, seconds, connections: customers, wait: true });
  const during = (await confirmedIn(run)) - before.orders;
  await untilIdle(run);
  const orders = (await confirmedIn(run)) - before.orders;
  const used = usedBetween(before.time, timeOf(run));
  return {
    ordersPerSecond: (during * 1_000) / (report.to - report.from),
    orderUnderLoad: latencyOf(report.acceptedMs),
    processorMs: new Map([...used].map(([name, spent]) => [name, (spent * 1_000) / orders])),
    messagesPerOrder: ((await marksIn(run)) - before.marks) / orders,
  };
}

function timeOf({ running, directory }: TopologyRun): ProcessorTime {
  const named = running.processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[pid, name] as const]));
  return processorTime(new Map(named), directory);
}

async function inEach(
  run: TopologyRun,
  count: Parameters<TopologyRun['databases']['all'][number]['asOwner']>[0],
): Promise<number> {
  const counts = await Promise.all(run.databases.all.map(({ asOwner }) => asOwner(count)));
  return counts.reduce<number>((sum, each) => sum + Number(each), 0);
}

/** Messages handled, in all databases. */
function marksIn(run: TopologyRun): Promise<number> {
  return inEach(run, async (session) => {
    const tables = await session.sql<{ name: string }>`
      select format('%I.inbox', schemaname) as name from pg_tables where tablename = 'inbox'`;
    let marks = 0;
    for (const { name } of tables) marks += await countedBy(session, `select count(*)::int as count from ${name}`);
    return marks;
  });
}

/** All that was said has been handled, and all that was sent has been confirmed. */
async function untilIdle(run: TopologyRun): Promise<void> {
  const waiting = () =>
    inEach(run, async ({ sql }) => {
      const [row] = await sql<{ count: number }>`
        select count(*)::int as count from pgboss.job
        where state < 'completed' and start_after <= now() and name not like '%.dead' and name not like '\\_\\_pgboss%'`;
      return row?.count ?? 0;
    });
  await eventually(waiting, { is: 0, withinMs: 120_000 });
}

function confirmedIn(run: TopologyRun): Promise<number> {
  return countIn(run, 'orders', "select count(*)::int as count from orders.orders where status = 'confirmed'");
}

async function sizeOf(run: TopologyRun): Promise<Pick<TopologyTrial, 'connections' | 'residentMb'>> {
  const [database] = run.databases.all;
  const connections = await database?.asOwner(async ({ sql }) => {
    const [row] = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity where application_name like 'tessera:%'`;
    return row?.count ?? 0;
  });
  const metrics = await Promise.all(run.running.processes.map(({ url }) => residentMb(url)));
  return { connections: connections ?? 0, residentMb: metrics.reduce((sum, each) => sum + each, 0) };
}

async function residentMb(url: string): Promise<number> {
  const headers = { authorization: `Bearer ${OPERATIONS_TOKEN}` };
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  const bytes = /^tessera_process_resident_memory_bytes (\S+)$/m.exec(text)?.[1];
  if (bytes === undefined) throw new Error(`${url}/metrics does not tell the memory: ${text.slice(0, 200)}`);
  return Number(bytes) / 1_048_576;
}

/** Shows the metrics of every process. */
export const OPERATIONS_TOKEN = 'operations-of-the-topology-benchmark';

/** Every order that was accepted is confirmed, paid once, and has its goods. */
async function brokenIn(run: TopologyRun): Promise<readonly string[]> {
  const confirmed = await confirmedIn(run);
  const unconfirmed = await countIn(
    run,
    'orders',
    "select count(*)::int as count from orders.orders where status <> 'confirmed'",
  );
  const paid = await countIn(run, 'payments', "select count(*)::int as count from payments.payments where status = 'captured'");
  const reserved = await countIn(
    run,
    'inventory',
    `select reserved::int as count from inventory.stock_items where sku = '${SKU}'`,
  );
  return [
    ...(unconfirmed === 0 ? [] : [`${unconfirmed} orders are not confirmed`]),
    ...(paid === confirmed ? [] : [`${paid} payments for ${confirmed} orders`]),
    ...(reserved === confirmed ? [] : [`${reserved} pieces reserved for ${confirmed} orders`]),
  ];
}

function countIn({ databases }: TopologyRun, module: string, query: string): Promise<number> {
  return databases.of(module).asOwner((session) => countedBy(session, query));
}

async function countedBy(session: Pick<DatabaseSession, 'run'>, query: string): Promise<number> {
  const { rows } = await session.run<{ count: number }>(query);
  return rows[0]?.count ?? 0;
}

function latencyOf(ms: readonly number[]): Latency {
  return { p50: rounded(quantile(ms, 0.5)), p99: rounded(quantile(ms, 0.99)) };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
