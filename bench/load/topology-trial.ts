import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { type Latency, latencyOf } from '../report/quantile.ts';
import { brokenPromises } from './broken-promises.ts';
import { messagesHandled, processorTimeOf } from './consumption.ts';
import { type Goods, runLoad } from './load-order.ts';
import { openShop, orderOnce, post, SKU, staffHeaders } from './open-shop.ts';
import { memoryOf } from './process-memory.ts';
import { usedBetween } from './processor-time.ts';
import { confirmedPerSecond, countConfirmed, untilSettled } from './settled-orders.ts';

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
  /** Milliseconds of a processor for each order, under load: by process, of `postgres` and `nats`, of provider and carrier. */
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

const IDLE_MESSAGES = 150;
const IDLE_PAUSE_MS = 20;
const IDLE_ORDERS = 60;
const SUBSCRIPTION = 'storefront.keep-stock-on-stock-level-changed';

/** Measures a shop that nobody else uses. */
export async function topologyTrial(name: string, run: TopologyRun, options: TopologyTrialOptions): Promise<TopologyTrial> {
  const { url } = run.running;
  const goods = await openShop(url);
  await runLoad({ ...crowd(url, goods), seconds: 4, connections: options.customers });
  await untilSettled(run.databases);
  const message = await idleMessages(run);
  const order = latencyOf(await idleOrders(url));
  options.say(`${name}: a message takes ${message.p50} ms, an order ${order.p50} ms`);
  const loaded = await underLoad(run, goods, options);
  options.say(`${name}: ${loaded.ordersPerSecond.toFixed(0)} orders/s`);
  return { topology: name, message, order, ...loaded, ...(await sizeOf(run)), broken: await brokenPromises(run) };
}

function crowd(url: string, goods: readonly Goods[]) {
  return { url, goods, journey: 'order', wait: true } as const;
}

async function idleMessages(run: TopologyRun): Promise<Latency> {
  const { url } = run.running;
  const staff = await staffHeaders(url);
  const since = new Date();
  for (let sent = 0; sent < IDLE_MESSAGES; sent += 1) {
    await post(url, `/v1/stock/${SKU}/adjustments`, { delta: 1, reason: 'a hop' }, staff);
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
  while (took.length < IDLE_ORDERS) {
    const started = performance.now();
    await orderOnce(url, SKU);
    took.push(performance.now() - started);
  }
  return took;
}

async function underLoad(run: TopologyRun, goods: readonly Goods[], { seconds, customers }: TopologyTrialOptions) {
  const { databases, running } = run;
  const look = async () => ({
    time: processorTimeOf(run),
    marks: await messagesHandled(databases),
    orders: await countConfirmed(databases),
  });
  const before = await look();
  const report = await runLoad({ ...crowd(running.url, goods), seconds, connections: customers });
  const ordersPerSecond = await confirmedPerSecond(databases, report.from, report.to);
  await untilSettled(databases);
  const after = await look();
  const orders = after.orders - before.orders;
  return {
    ordersPerSecond,
    orderUnderLoad: latencyOf(report.acceptedMs),
    processorMs: new Map([...usedBetween(before.time, after.time)].map(([name, spent]) => [name, (spent * 1_000) / orders])),
    messagesPerOrder: (after.marks - before.marks) / orders,
  };
}

async function sizeOf(run: TopologyRun): Promise<Pick<TopologyTrial, 'connections' | 'residentMb'>> {
  const [database] = run.databases.all;
  const connections = await database?.asOwner(async ({ sql }) => {
    const [row] = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity where application_name like 'tessera:%'`;
    return row?.count ?? 0;
  });
  const pids = run.running.processes.flatMap(({ pid }) => pid ?? []);
  const memory = await Promise.all(pids.map(memoryOf));
  return { connections: connections ?? 0, residentMb: memory.reduce((sum, each) => sum + each.residentMb, 0) };
}
