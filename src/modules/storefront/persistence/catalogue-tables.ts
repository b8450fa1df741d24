import type { Tx } from '#shared-kernel/database/database.ts';
import type { ProductFact, StockFact } from '../domain/fact.ts';

/** Takes over products with their variants. A variant that the newest state lacks stays behind with an older sequence. */
export async function saveProducts(tx: Tx, generations: readonly number[], facts: readonly ProductFact[]): Promise<void> {
  const products = facts.map(({ subject, sequence, body: { slug } }) => ({ productId: subject, sequence, slug }));
  const variants = facts.flatMap(({ subject, sequence, body }) =>
    body.variants.map(({ sku, title, price: { amountMinor, currency } }) => ({
      ...{ productId: subject, sequence },
      ...{ sku, title, priceMinor: amountMinor, currency },
    })),
  );
  await tx.sql`
    with changed as (
      insert into storefront.products as known (product_id, generation, sequence, slug)
      select told."productId", generation, told.sequence, told.slug
      from jsonb_to_recordset(${products}::jsonb) as told("productId" uuid, sequence integer, slug text)
      cross join unnest(${generations}::integer[]) as generation
      order by told."productId", generation
      on conflict (product_id, generation) do update set sequence = excluded.sequence, slug = excluded.slug
      where known.sequence < excluded.sequence
    )
    insert into storefront.variants as known (product_id, sku, generation, sequence, title, price_minor, currency)
    select told."productId", told.sku, generation, told.sequence, told.title, told."priceMinor", told.currency
    from jsonb_to_recordset(${variants}::jsonb)
      as told("productId" uuid, sku text, sequence integer, title text, "priceMinor" bigint, currency text)
    cross join unnest(${generations}::integer[]) as generation
    order by told."productId", told.sku, generation
    on conflict (product_id, sku, generation) do update
    set sequence = excluded.sequence, title = excluded.title,
      price_minor = excluded.price_minor, currency = excluded.currency
    where known.sequence < excluded.sequence`;
}

export async function saveStock(tx: Tx, generations: readonly number[], facts: readonly StockFact[]): Promise<void> {
  const rows = facts.map(({ subject, sequence, body: { available } }) => ({ sku: subject, sequence, available }));
  await tx.sql`
    insert into storefront.stock as known (sku, generation, sequence, available)
    select told.sku, generation, told.sequence, told.available
    from jsonb_to_recordset(${rows}::jsonb) as told(sku text, sequence integer, available bigint)
    cross join unnest(${generations}::integer[]) as generation
    order by told.sku, generation
    on conflict (sku, generation) do update set sequence = excluded.sequence, available = excluded.available
    where known.sequence < excluded.sequence`;
}
