import type { Session } from '#shared-kernel/database/session.ts';
import type { Row } from '../report/findings.ts';

/** Forgets what statements have cost so far. */
export async function forgetStatements({ sql }: Session): Promise<void> {
  await sql`select pg_stat_statements_reset()`;
}

/** The statements on which Postgres spent most time since they were forgotten, by what each means for one order. */
export async function dearestStatements({ sql }: Session, orders: number, count = 20): Promise<readonly Row[]> {
  const rows = await sql<{ role: string; calls: number; ms: number; wal: number; share: number; query: string }>`
    select rolname as role, calls::int as calls, total_exec_time as ms, wal_bytes::float8 as wal, query,
      total_exec_time / sum(total_exec_time) over () as share
    from pg_stat_statements join pg_roles on pg_roles.oid = userid
    where dbid = (select oid from pg_database where datname = current_database())
    order by total_exec_time desc limit ${count}`;
  return rows.map(({ role, calls, ms, wal, share, query }) => ({
    role,
    statement: query.replaceAll(/\s+/g, ' ').replaceAll('|', '¦').trim().slice(0, 110),
    'calls per order': (calls / orders).toFixed(1),
    'ms each': (ms / calls).toFixed(3),
    'ms per order': (ms / orders).toFixed(2),
    'of all': `${(share * 100).toFixed(0)} %`,
    'WAL bytes per order': Math.round(wal / orders),
  }));
}
