import type { Session } from '#shared-kernel/database/session.ts';
import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { forgetStatements } from '../load/dearest-statements.ts';
import type { Goods } from '../load/load-order.ts';
import { type MeasuredLoad, measureLoad } from '../load/measure-load.ts';

export interface SizeOptions {
  readonly seconds: number;
  readonly customers: number;
  readonly goods: readonly Goods[];
  /** Called when nobody comes any more. */
  readonly ended?: () => Promise<void>;
}

/** What came of one load on a shop of some size. */
export interface MeasuredSize extends MeasuredLoad {
  readonly claims: Claims;
  readonly databaseBytes: number;
}

/** The statements by which messages are claimed (pg_stat_statements). */
export interface Claims {
  readonly meanMs: number;
  readonly slowestMs: number;
  readonly count: number;
  /** Pages of 8 KiB that a claim looked at. */
  readonly pages: number;
}

/** Has customers order from a shop that is at rest. */
export async function measureSize(run: TopologyRun, name: string, options: SizeOptions): Promise<MeasuredSize> {
  const { customers: connections, ...load } = options;
  const database = run.databases.of('orders');
  await database.asOwner(forgetStatements);
  const measured = await measureLoad(run, { name, journey: 'order', connections, ...load });
  return { ...measured, claims: await database.asOwner(claimsOf), databaseBytes: await database.asOwner(sizeOf) };
}

async function claimsOf({ sql }: Session): Promise<Claims> {
  const [row] = await sql<Claims>`
    select coalesce(sum(total_exec_time) / sum(calls), 0)::float8 as "meanMs", coalesce(max(max_exec_time), 0) as "slowestMs",
      coalesce(sum(calls), 0)::int as count,
      coalesce(sum(shared_blks_hit + shared_blks_read) / sum(calls), 0)::float8 as pages
    from pg_stat_statements where query like '%SKIP LOCKED%' and query like '%pgboss.%started_on%'`;
  return row ?? { meanMs: 0, slowestMs: 0, count: 0, pages: 0 };
}

async function sizeOf({ sql }: Session): Promise<number> {
  const [row] = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`;
  return row?.bytes ?? 0;
}
