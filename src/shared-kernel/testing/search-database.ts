import type { Session } from '../database/session.ts';
import { PERSONAL, SECRET } from './planted.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where personal data may stand, as {@link placesOf} calls it: what modules declare, and messages whose receivers need it. */
    readonly personalPlaces: readonly string[];
  }
}

type Run = Session['run'];

/**
 * Where in a database a pattern (of Postgres, whatever the case) is found in the clear: columns as `orders.orders.customer_name`,
 * messages that wait or were handled as `message orders.order-placed.v1`.
 */
export async function placesOf(run: Run, pattern: string): Promise<readonly string[]> {
  await run(SEARCH);
  const { rows } = await run<{ place: string }>('select distinct place from pg_temp.places_of($1) as place order by place', [
    pattern,
  ]);
  return rows.map(({ place }) => place);
}

/** Where in a database something planted stands that may not be there. */
export async function leaksIn(run: Run, personalPlaces: readonly string[]): Promise<readonly string[]> {
  const personal = await placesOf(run, PERSONAL);
  return [...personal.filter((place) => !personalPlaces.includes(place)), ...(await placesOf(run, SECRET))];
}

const SEARCH = `
  create or replace function pg_temp.places_of(pattern text) returns setof text language plpgsql as $$
  declare
    each record;
    place text;
    content text;
  begin
    for each in
      select c.oid::regclass as name, n.nspname as schema, c.relname as tab, a.attname as col, a.atttypid = 'bytea'::regtype as bytes
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_type t on t.oid = a.atttypid
      where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relpersistence <> 't'
        and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
        and (t.typcategory in ('S', 'A') or t.typname in ('json', 'jsonb', 'bytea'))
    loop
      place := quote_literal(each.schema || '.' || case when each.schema = 'pgboss' and each.tab like 'j%' then 'job' else each.tab end || '.' || each.col);
      if each.schema = 'pgboss' and each.col = 'data' then
        place := $q$'message ' || coalesce(data->>'type', '?')$q$;
      end if;
      content := case when each.bytes then format('encode(%I, ''escape'')', each.col) else format('%I::text', each.col) end;
      return query execute format('select distinct %s from %s where %s ~* $1', place, each.name, content) using pattern;
    end loop;
  end $$`;
