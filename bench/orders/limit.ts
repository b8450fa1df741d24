import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { consumedBy } from '../load/consumption.ts';
import { type CostPerOrder, costPerOrder } from '../load/cost-per-order.ts';

/** What the same Postgres does with orders that are written by hand (limit.sql). */
export interface Limit {
  readonly clients: number;
  readonly ordersPerSecond: number;
  /** The mean. */
  readonly latencyMs: number;
  readonly cost: CostPerOrder;
  readonly broken: readonly string[];
}

export interface LimitOptions {
  readonly clients: number;
  readonly seconds: number;
  /** How many SKUs are ordered, each by as many clients as happen to. */
  readonly kinds: number;
}

/** Makes the tables of the limit. Once for each shop, after its modules' own. */
export async function prepareLimit({ databases }: TopologyRun): Promise<void> {
  const script = await readFile(join(import.meta.dirname, 'limit-tables.sql'), 'utf8');
  await databases.of('orders').asOwner((session) => session.run(script));
}

/** Runs the orders with pgbench, one connection for each client. */
export async function measureLimit(run: TopologyRun, options: LimitOptions): Promise<Limit> {
  const before = await countLimit(run);
  const { result, consumed } = await consumedBy(run, () => pgbench(run, options));
  const after = await countLimit(run);
  const orders = after.orders - before.orders;
  const broken = orders === result.transactions && after.different === 0 ? [] : [`${orders} orders of ${result.transactions}`];
  const { ordersPerSecond, latencyMs } = result;
  const cost = costPerOrder({ consumed, orders, generatorSeconds: 0 });
  return { clients: options.clients, ordersPerSecond, latencyMs, cost, broken };
}

async function pgbench({ running }: TopologyRun, { clients, seconds, kinds }: LimitOptions) {
  const url = running.environment.DATABASE_URL ?? '';
  const script = join(import.meta.dirname, 'limit.sql');
  const load = ['--client', String(clients), '--jobs', '2', '--time', String(seconds), '--define', `kinds=${kinds}`];
  const options = ['--no-vacuum', '--protocol', 'prepared', '--file', script, ...load, url];
  const { stdout } = await promisify(execFile)(pgbenchProgram(), options);
  const figure = (pattern: RegExp) => {
    const found = pattern.exec(stdout)?.[1];
    if (found === undefined) throw new Error(`pgbench did not say ${pattern}: ${stdout}`);
    return Number(found);
  };
  return {
    transactions: figure(/transactions actually processed: (\d+)/),
    ordersPerSecond: figure(/tps = ([\d.]+)/),
    latencyMs: figure(/latency average = ([\d.]+) ms/),
  };
}

/** The newest one that Debian has installed; npm's PostgreSQL has none. */
function pgbenchProgram(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(root, version, 'bin/pgbench')).find((path) => existsSync(path));
  if (found === undefined) throw new Error('pgbench is not installed: apt-get install postgresql');
  return found;
}

async function countLimit({ databases }: TopologyRun) {
  const [row] = await databases.of('orders').asOwner(
    ({ sql }) => sql<{ orders: number; different: number }>`
      with counted as (
        select (select count(*) from bench_limit.orders) as orders, (select sum(reserved) from bench_limit.stock_items) as reserved,
          (select count(*) from bench_limit.payments where status = 'captured') as paid,
          (select count(*) from bench_limit.shipments) as shipped
      )
      select orders::int as orders, (abs(orders - reserved) + abs(orders - paid) + abs(orders - shipped))::int as different
      from counted`,
  );
  return row ?? { orders: 0, different: 0 };
}
