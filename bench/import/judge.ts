import type { Session } from '#shared-kernel/database/session.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';

/** All that a catalogue says, as two numbers for each table: how many rows, and a sum over what they say. */
export async function catalogueIn({ sql }: Pick<Session, 'sql'>): Promise<readonly string[]> {
  const rows = await sql<{ products: string; variants: string }>`
    select
      (select format('%s products, sum %s', count(*), sum(hashtextextended(concat_ws('|',
        slug, title, description, vendor, categories, images::jsonb, status, version), 0)::numeric))
       from catalog.products) as products,
      (select format('%s variants, sum %s', count(*), sum(hashtextextended(concat_ws('|',
        slug, sku, v.title, options::jsonb, position, amount_minor, currency), 0)::numeric))
       from catalog.variants v join catalog.products p on p.id = product_id) as variants`;
  return rows.flatMap(({ products, variants }) => [products, variants]);
}

/** Waits until everything that was said has been handled. Resolves to what other modules know then, and should. */
export async function copiesAtRest({ sql }: Pick<Session, 'sql'>): Promise<Readonly<Record<string, number>>> {
  const waiting = async () => {
    const [row] = await sql<{ count: number }>`
      select count(*)::integer as count from pgboss.job
      where state < 'completed' and start_after <= now() and name not like '\\_\\_pgboss%'`;
    return row?.count;
  };
  await eventually(waiting, { is: 0, withinMs: 600_000, longestPauseMs: 500 });
  const [copies] = await sql<Record<string, number>>`
    select (select count(*)::integer from orders.offers) as "orders.offers",
      (select count(*)::integer from inventory.stock_items) as "inventory.stock_items",
      (select count(*)::integer from storefront.variants) as "storefront.variants",
      (select count(*)::integer from pgboss.job where name like '%.dead') as "dead letters"`;
  return copies ?? {};
}
