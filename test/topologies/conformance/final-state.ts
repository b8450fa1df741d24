import type { Session } from '#shared-kernel/database/session.ts';
import type { ShopDatabases } from '../../faults/harness/shop-databases.ts';

/** One row of a module's table, as JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** The rows of every table of the modules, by `module.table`. */
export type Tables = ReadonlyMap<string, readonly Row[]>;

/** Reads all that the modules keep, each from the database that it lives in. */
export async function readTables(databases: ShopDatabases, modules: readonly string[]): Promise<Tables> {
  const parts = await Promise.all(modules.map((module) => databases.of(module).asOwner((session) => tablesOf(session, module))));
  return new Map(parts.flat());
}

async function tablesOf(session: Session, module: string): Promise<readonly (readonly [string, readonly Row[]])[]> {
  const names = await session.sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = ${module} order by tablename`;
  const tables: (readonly [string, readonly Row[]])[] = [];
  for (const { name } of names) {
    // A name cannot be a parameter; these two are Postgres's own.
    const { rows } = await session.run<{ row: Row }>(`select to_jsonb(t) as row from ${module}.${name} as t`, []);
    tables.push([`${module}.${name}`, rows.map(({ row }) => row)]);
  }
  return tables;
}
