import type { Db, Tx } from '#shared-kernel/database/database.ts';
import { violatedConstraint } from '#shared-kernel/database/failures.ts';
import { SkuTaken, SlugTaken } from '../domain/errors.ts';
import type { Offer } from '../domain/offer.ts';
import type { Image, Product, ProductStatus, Variant } from '../domain/product.ts';

export type Products = typeof products;

/** Products with their variants, read under a lock and written set-wise: as many statements for a thousand as for one. */
export const products = { lockById, lockBySku, lockBySlugs, takenSlugs, ownersOf, offersOf, insert, update };

async function lockById(tx: Tx, id: string): Promise<Product | undefined> {
  const rows = await tx.sql<ProductRow>`
    select id, slug, title, description, vendor, categories, images, status, version,
      event_sequence as "eventSequence", created_at as "createdAt", updated_at as "updatedAt"
    from catalog.products where id = ${id} for update`;
  return (await withVariants(tx, rows))[0];
}

async function lockBySku(tx: Tx, sku: string): Promise<Product | undefined> {
  const [owner] = await tx.sql<{ productId: string }>`select product_id as "productId" from catalog.variants where sku = ${sku}`;
  return owner && lockById(tx, owner.productId);
}

/** Locks in the order of the ids, so that two of them cannot deadlock. */
async function lockBySlugs(tx: Tx, slugs: readonly string[]): Promise<readonly Product[]> {
  const rows = await tx.sql<ProductRow>`
    select id, slug, title, description, vendor, categories, images, status, version,
      event_sequence as "eventSequence", created_at as "createdAt", updated_at as "updatedAt"
    from catalog.products where slug = any(${slugs}) order by id for update`;
  return withVariants(tx, rows);
}

/** Which of the slugs are in use. */
async function takenSlugs(tx: Tx, slugs: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ slug: string }>`select slug from catalog.products where slug = any(${slugs})`;
  return new Set(rows.map(({ slug }) => slug));
}

/** The id of the product to which each of the SKUs belongs; those of no product are left out. */
async function ownersOf(tx: Tx, skus: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.sql<{ sku: string; productId: string }>`
    select sku, product_id as "productId" from catalog.variants where sku = any(${skus})`;
  return new Map(rows.map(({ sku, productId }) => [sku, productId]));
}

/** What each of the SKUs costs now, and whether it is on sale; unknown ones are left out. */
async function offersOf(db: Db, skus: readonly string[]): Promise<readonly Offer[]> {
  const rows = await db.sql<{ sku: string; amountMinor: number; currency: string; onSale: boolean }>`
    select v.sku, v.amount_minor as "amountMinor", v.currency, p.status = 'active' as "onSale"
    from catalog.variants v join catalog.products p on p.id = v.product_id
    where v.sku = any(${skus})`;
  return rows.map(({ sku, amountMinor, currency, onSale }) => ({ sku, price: { amountMinor, currency }, onSale }));
}

/** Inserts new products and answers which of their slugs are taken: those, and their variants, were not inserted. */
async function insert(tx: Tx, added: readonly Product[]): Promise<ReadonlySet<string>> {
  const inserted = await tx.sql<{ id: string }>`
    insert into catalog.products (id, slug, title, description, vendor, categories, images, status, version, event_sequence, created_at, updated_at)
    select id, slug, title, description, vendor, categories, images, status, version, "eventSequence", "createdAt", "updatedAt"
    from json_to_recordset(${JSON.stringify(added.map(withoutVariants))}::json) as r(
      id uuid, slug text, title text, description text, vendor text, categories jsonb, images json, status text,
      version integer, "eventSequence" integer, "createdAt" timestamptz, "updatedAt" timestamptz)
    order by slug
    on conflict (slug) do nothing
    returning id`;
  const ids = new Set(inserted.map(({ id }) => id));
  await writeVariants(
    tx,
    added.filter(({ id }) => ids.has(id)),
  );
  return new Set(added.filter(({ id }) => !ids.has(id)).map(({ slug }) => slug));
}

/** Writes products that were locked before in this transaction. */
async function update(tx: Tx, changed: readonly Product[]): Promise<void> {
  await updateRows(tx, changed);
  const ids = changed.map(({ id }) => id);
  const kept = changed.flatMap(({ variants }) => variants.map(({ id }) => id));
  await tx.sql`delete from catalog.variants where product_id = any(${ids}) and id <> all(${kept})`;
  await writeVariants(tx, changed);
}

async function updateRows(tx: Tx, changed: readonly Product[]): Promise<void> {
  try {
    await tx.sql`
      update catalog.products p set slug = r.slug, title = r.title, description = r.description, vendor = r.vendor,
        categories = r.categories, images = r.images, status = r.status, version = r.version,
        event_sequence = r."eventSequence", updated_at = r."updatedAt"
      from json_to_recordset(${JSON.stringify(changed.map(withoutVariants))}::json) as r(
        id uuid, slug text, title text, description text, vendor text, categories jsonb, images json, status text,
        version integer, "eventSequence" integer, "updatedAt" timestamptz)
      where p.id = r.id`;
  } catch (error) {
    const [first] = changed;
    if (first && violatedConstraint(error) === 'products_slug_key') throw new SlugTaken(first.slug, error);
    throw error;
  }
}

/** In the order of the SKUs, so that two of these wait for each other instead of deadlocking. */
async function writeVariants(tx: Tx, owners: readonly Product[]): Promise<void> {
  const rows = owners.flatMap(({ id: productId, variants }) => {
    return variants.map(({ id, sku, title, options, price }, position) => ({
      id,
      productId,
      sku,
      title,
      options,
      position,
      ...price,
    }));
  });
  if (rows.length === 0) return;
  const written = await tx.sql<{ sku: string }>`
    insert into catalog.variants as v (id, product_id, sku, title, options, position, amount_minor, currency)
    select id, "productId", sku, title, options, position, "amountMinor", currency
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(
      id uuid, "productId" uuid, sku text, title text, options json, position integer, "amountMinor" bigint, currency text)
    order by sku
    on conflict (sku) do update set title = excluded.title, options = excluded.options, position = excluded.position,
      amount_minor = excluded.amount_minor, currency = excluded.currency
    where v.product_id = excluded.product_id
    returning sku`;
  if (written.length === rows.length) return;
  const ours = new Set(written.map(({ sku }) => sku));
  throw new SkuTaken(rows.map(({ sku }) => sku).filter((sku) => !ours.has(sku)));
}

interface ProductRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly categories: readonly string[];
  readonly images: readonly Image[];
  readonly status: ProductStatus;
  readonly version: number;
  readonly eventSequence: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

interface VariantRow extends Omit<Variant, 'price'> {
  readonly productId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

// A statement of its own: in the statement that waits for the lock it would see the variants of before.
async function withVariants(tx: Tx, rows: readonly ProductRow[]): Promise<readonly Product[]> {
  if (rows.length === 0) return [];
  const found = await tx.sql<VariantRow>`
    select product_id as "productId", id, sku, title, options, amount_minor as "amountMinor", currency
    from catalog.variants where product_id = any(${rows.map(({ id }) => id)}) order by product_id, position`;
  const byProduct = Map.groupBy(found, ({ productId }) => productId);
  return rows.map((row) => ({ ...row, variants: (byProduct.get(row.id) ?? []).map(toVariant) }));
}

function toVariant({ id, sku, title, options, amountMinor, currency }: VariantRow): Variant {
  return { id, sku, title, options, price: { amountMinor, currency } };
}

function withoutVariants({ variants: _, ...product }: Product): Omit<Product, 'variants'> {
  return product;
}
