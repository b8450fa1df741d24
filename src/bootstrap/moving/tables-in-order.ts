import type { Session } from '#shared-kernel/database/session.ts';

/** The tables of a schema but its history, those first that others refer to. */
export async function tablesInOrder({ sql }: Pick<Session, 'sql'>, schema: string): Promise<readonly string[]> {
  const tables = await sql<{ name: string; refersTo: readonly string[] }>`
    select format('%I.%I', n.nspname, c.relname) as name,
      array(
        select distinct format('%I.%I', rn.nspname, r.relname)
        from pg_constraint k join pg_class r on r.oid = k.confrelid join pg_namespace rn on rn.oid = r.relnamespace
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid
      ) as "refersTo"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'
    order by c.relname`;
  const placed = new Set<string>();
  while (placed.size < tables.length) {
    const next = tables.filter(({ name, refersTo }) => !placed.has(name) && refersTo.every((other) => placed.has(other)));
    if (next.length === 0) throw new Error(`the tables of ${schema} refer to each other in a circle`);
    for (const { name } of next) placed.add(name);
  }
  return [...placed];
}
