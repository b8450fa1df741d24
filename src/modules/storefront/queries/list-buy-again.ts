import type { Db } from '#shared-kernel/database/database.ts';

export interface BoughtView {
  readonly sku: string;
  /** As the catalogue has it now, and as it was bought where it is not on sale. */
  readonly title: string;
  readonly onSale: boolean;
  readonly available: number;
  readonly slug: string | null;
  readonly priceMinor: number | null;
  readonly currency: string | null;
}

/** How many confirmed orders are looked through for what to buy again. */
const ORDERS = 20;

/** What the user bought, each SKU once, the newest first, with what it costs now and how many there are. */
export async function listBuyAgain(db: Db, userId: string, limit: number): Promise<readonly BoughtView[]> {
  return db.sql<BoughtView>`
    with bought as (
      select distinct on (line ->> 'sku') line ->> 'sku' as sku, line ->> 'title' as title, order_id
      from (
        select order_id, lines from storefront.orders
        where user_id = ${userId} and generation = (select live from storefront.generations)
          and status = 'confirmed' and lines is not null
        order by order_id desc
        limit ${ORDERS}
      ) as recent
      cross join lateral jsonb_array_elements(lines) as line
      order by line ->> 'sku', order_id desc
    )
    select bought.sku, coalesce(offer.title, bought.title) as title, offer.sku is not null as "onSale",
      coalesce(available, 0) as available, slug, price_minor as "priceMinor", currency
    from bought
    cross join storefront.generations
    left join lateral (
      select variant.sku, variant.title, slug, price_minor, currency
      from storefront.variants as variant
      join storefront.products as product using (product_id, generation, sequence)
      where variant.sku = bought.sku and generation = live
      order by product_id desc
      limit 1
    ) as offer on true
    left join storefront.stock on stock.sku = bought.sku and stock.generation = live
    order by order_id desc, bought.sku
    limit ${limit}`;
}
