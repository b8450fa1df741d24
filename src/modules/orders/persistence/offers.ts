import type { Db, Tx } from '#shared-kernel/database/database.ts';
import type { Money } from '#shared-kernel/money.ts';

/** What a SKU is called and costs, as the catalog last said. */
export interface Offer {
  readonly sku: string;
  readonly title: string;
  readonly price: Money;
}

export interface OfferedProduct {
  readonly productId: string;
  readonly version: number;
  readonly offers: readonly Offer[];
}

/** Takes over the state of a product unless what is here is as new; an empty list takes it off sale. */
export async function replaceOffers(tx: Tx, { productId, version, offers }: OfferedProduct): Promise<void> {
  const newer = await tx.sql`
    insert into orders.offered_products as known (product_id, version) values (${productId}, ${version})
    on conflict (product_id) do update set version = excluded.version where known.version < excluded.version
    returning product_id`;
  if (newer.length === 0) return;
  const skus = offers.map(({ sku }) => sku);
  await tx.sql`delete from orders.offers where product_id = ${productId} and sku <> all(${skus})`;
  if (offers.length === 0) return;
  const rows = offers.map(({ sku, title, price }) => ({ sku, title, price_minor: price.amountMinor, currency: price.currency }));
  await tx.sql`
    insert into orders.offers (sku, product_id, title, price_minor, currency)
    select sku, ${productId}, title, price_minor, currency
    from jsonb_to_recordset(${rows}::jsonb) as r(sku text, title text, price_minor bigint, currency text)
    order by sku
    on conflict (sku) do update
    set product_id = excluded.product_id, title = excluded.title, price_minor = excluded.price_minor, currency = excluded.currency`;
}

/** The offers of those SKUs that are on sale, by SKU. */
export async function findOffers(db: Db, skus: readonly string[]): Promise<ReadonlyMap<string, Offer>> {
  const rows = await db.sql<{ sku: string; title: string; priceMinor: number; currency: string }>`
    select sku, title, price_minor as "priceMinor", currency from orders.offers where sku = any(${skus})`;
  return new Map(
    rows.map(({ sku, title, priceMinor, currency }) => [sku, { sku, title, price: { amountMinor: priceMinor, currency } }]),
  );
}
