import type { ClonedDatabase } from '#shared-kernel/testing/cloned-database.ts';

/** What was written into the write-ahead log of PostgreSQL (16 or newer). */
export interface WalWritten {
  /** Records about tables and indexes, without whole pages: these depend on when the last checkpoint was. */
  readonly bytes: number;
  /** Inserted, updated or deleted in tables. */
  readonly rows: number;
}

/** Reads from the log itself what `work` wrote into this database; other databases of the server may be in use. */
export async function walWritten(admin: ClonedDatabase['admin'], work: () => Promise<void>): Promise<WalWritten> {
  await admin.sql`create extension if not exists pg_walinspect`;
  const from = await endOfLog(admin);
  await work();
  const to = await endOfLog(admin);
  const [written] = await admin.sql<WalWritten>`
    with record as (
      select resource_manager, record_type, max(record_length) - sum(block_fpi_length) as length
      from pg_get_wal_block_info(${from}::pg_lsn, ${to}::pg_lsn)
      where reldatabase = (select oid from pg_database where datname = current_database())
      group by start_lsn, resource_manager, record_type
    )
    select coalesce(sum(length), 0)::int as bytes,
      (count(*) filter (where resource_manager = 'Heap' and record_type ~ '^(INSERT|UPDATE|HOT_UPDATE|DELETE)'))::int as rows
    from record`;
  return written ?? { bytes: 0, rows: 0 };
}

/** As far as it has reached the disk: a server for tests may take its time, unless a transaction insists. */
async function endOfLog(admin: ClonedDatabase['admin']): Promise<string> {
  await admin.run('begin; set local synchronous_commit = on; select pg_current_xact_id(); commit');
  const [end] = await admin.sql<{ lsn: string }>`select pg_current_wal_flush_lsn()::text as lsn`;
  if (!end) throw new Error('the log has no end');
  return end.lsn;
}
