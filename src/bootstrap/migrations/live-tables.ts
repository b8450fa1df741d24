import type { Session } from '#shared-kernel/database/session.ts';
import type { TableShape } from './compare-tables.ts';

interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly keyPosition: number | null;
}

/** Reads the tables of a schema from the catalogue, but for the history of its migrations. */
export async function liveTables(session: Session, schema: string): Promise<readonly TableShape[]> {
  const rows = await session.sql<ColumnRow>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as "notNull", array_position(k.conkey, a.attnum) as "keyPosition"
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
    where n.nspname = ${schema} and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'
    order by c.relname, a.attnum`;
  return [...Map.groupBy(rows, ({ table }) => table)].map(([name, columns]) => ({
    name,
    primaryKey: columns
      .filter(({ keyPosition }) => keyPosition !== null)
      .sort((a, b) => (a.keyPosition ?? 0) - (b.keyPosition ?? 0))
      .map((column) => column.name),
    columns,
  }));
}
