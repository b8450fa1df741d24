import type { ClonedDatabase } from '#shared-kernel/testing/cloned-database.ts';

/**
 * Has Postgres itself look at every row of every table as it is written, from now on, and note where one of the texts stands
 * in the clear: also what is gone a moment later is seen. Resolves to what reads the notes.
 */
export async function watchTables({ run }: ClonedDatabase['admin'], texts: readonly string[]): Promise<() => Promise<unknown[]>> {
  await run('create schema watch');
  await run('create table watch.seen (place text not null)');
  await run(`
    create function watch.look() returns trigger language plpgsql security definer as $$
    begin
      if new::text ilike any (${literals(texts)}) then
        insert into watch.seen values (tg_table_schema || '.' || tg_table_name || coalesce(': ' || (to_jsonb(new) #>> '{data,type}'), ''));
      end if;
      return null;
    end $$`);
  await run(`
    do $$ declare each record; begin
      for each in
        select c.oid::regclass as name from pg_class c
        where c.relkind in ('r', 'p') and not c.relispartition
          and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'watch')
      loop
        execute format('create trigger watch after insert or update on %s for each row execute function watch.look()', each.name);
      end loop;
    end $$`);
  return async () => [...(await run('select distinct place from watch.seen order by place')).rows];
}

function literals(texts: readonly string[]): string {
  return `array[${texts.map((text) => `'%${text.replaceAll("'", "''")}%'`).join()}]`;
}
