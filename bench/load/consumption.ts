import type { Session } from '#shared-kernel/database/session.ts';
import type { ShopDatabases } from '../../test/faults/harness/shop-databases.ts';
import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { type ProcessorTime, processorTime, usedBetween } from './processor-time.ts';

/** What a shop has consumed since it began, or between two looks. */
export interface Consumption {
  /** Seconds of a processor, by process, and of `postgres` and `nats`. */
  readonly processorSeconds: ProcessorTime;
  /**
   * By the role that ran them (pg_stat_statements): begin and commit too, and what the shop asks all the time; not those by
   * which Postgres itself checks references.
   */
  readonly statements: ReadonlyMap<string, number>;
  readonly walBytes: number;
  /** Pages that went into the WAL as a whole, being the first change after a checkpoint. */
  readonly fullPageImages: number;
  /** Messages handled. */
  readonly messages: number;
}

/** What `work` made a shop on one database consume. It has to be at rest before, and when `work` ends. */
export async function consumedBy<T>(run: TopologyRun, work: () => Promise<T>): Promise<{ result: T; consumed: Consumption }> {
  const before = await consumption(run);
  const result = await work();
  const after = await consumption(run);
  const consumed = {
    processorSeconds: usedBetween(before.processorSeconds, after.processorSeconds),
    statements: new Map([...after.statements].map(([role, count]) => [role, count - (before.statements.get(role) ?? 0)])),
    walBytes: after.walBytes - before.walBytes,
    fullPageImages: after.fullPageImages - before.fullPageImages,
    messages: after.messages - before.messages,
  };
  return { result, consumed };
}

async function consumption(run: TopologyRun): Promise<Consumption> {
  const written = await run.databases.of('orders').asOwner(countersOf);
  return { ...written, processorSeconds: processorTimeOf(run), messages: await messagesHandled(run.databases) };
}

/** Of the processes of a shop, of what it stands on, and of the sandboxes that stand for foreign systems. */
export function processorTimeOf({ running, directory, provider, carrier }: TopologyRun): ProcessorTime {
  const own = running.processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[pid, name] as const]));
  const foreign = [[provider.pid, 'provider'] as const, [carrier.pid, 'carrier'] as const];
  return processorTime(new Map([...own, ...foreign]), directory);
}

/** In all databases. */
export async function messagesHandled({ all }: ShopDatabases): Promise<number> {
  const counts = await Promise.all(all.map(({ asOwner }) => asOwner(marksIn)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function marksIn(session: Session): Promise<number> {
  const tables = await session.sql<{ name: string }>`
    select format('%I.inbox', schemaname) as name from pg_tables where tablename = 'inbox'`;
  let marks = 0;
  for (const { name } of tables) {
    const { rows } = await session.run<{ count: number }>(`select count(*)::int as count from ${name}`);
    marks += rows[0]?.count ?? 0;
  }
  return marks;
}

type Counters = Pick<Consumption, 'walBytes' | 'fullPageImages' | 'statements'>;

async function countersOf({ sql }: Session): Promise<Counters> {
  const [row] = await sql<{ wal: number }>`select (pg_current_wal_insert_lsn() - '0/0')::bigint as wal`;
  const rows = await sql<{ role: string; calls: number; images: number }>`
    select rolname as role, sum(calls)::bigint as calls, sum(wal_fpi)::bigint as images
    from pg_stat_statements join pg_roles on pg_roles.oid = userid
    where dbid = (select oid from pg_database where datname = current_database()) and query not like 'SELECT 1 FROM ONLY %'
    group by rolname`;
  return {
    walBytes: row?.wal ?? 0,
    fullPageImages: rows.reduce((sum, { images }) => sum + images, 0),
    statements: new Map(rows.map(({ role, calls }) => [role, calls])),
  };
}
