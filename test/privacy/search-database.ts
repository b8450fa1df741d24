import { z } from 'zod';
import type { TestShop } from '../support/test-shop.ts';

const Column = z.object({ schema: z.string(), name: z.string(), field: z.string(), type: z.string() });
const Place = z.object({ place: z.string() });

/**
 * Where in the database one of the texts stands in the clear, in whatever case: columns as `orders.orders.customer_name`,
 * messages that wait or were handled as `message orders.order-placed.v1`.
 */
export async function placesOf(admin: TestShop['admin'], texts: readonly string[]): Promise<readonly string[]> {
  const pattern = texts.map((text) => `%${text}%`);
  const columns = await admin.run(COLUMNS);
  const places: string[] = [];
  for (const { schema, name, field, type } of z.array(Column).parse(columns.rows)) {
    const text = type === 'bytea' ? `encode("${field}", 'escape')` : `"${field}"::text`;
    const isMessage = schema === 'pgboss' && field === 'data';
    const place = isMessage ? `'message ' || coalesce(data->>'type', '?')` : `'${schema}.${name}.${field}'`;
    const found = await admin.run(`select distinct ${place} as place from "${schema}"."${name}" where ${text} ilike any($1)`, [
      pattern,
    ]);
    places.push(
      ...z
        .array(Place)
        .parse(found.rows)
        .map((row) => row.place),
    );
  }
  return [...new Set(places)].toSorted();
}

const COLUMNS = `
  select table_schema as schema, table_name as name, column_name as field, data_type as type
    from information_schema.columns join information_schema.tables using (table_catalog, table_schema, table_name)
   where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
     and data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea')`;
