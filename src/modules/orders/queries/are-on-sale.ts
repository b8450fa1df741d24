import type { Db } from '#shared-kernel/database/database.ts';

/** True where every SKU is on sale, as far as this module has heard. */
export async function areOnSale(db: Db, skus: readonly string[]): Promise<boolean> {
  const rows = await db.sql`
    select 1 from unnest(${skus}::text[]) as wanted(sku)
    where not exists (select from orders.offers o where o.sku = wanted.sku) limit 1`;
  return rows.length === 0;
}
