import type { Db } from '#shared-kernel/database/database.ts';

/** Which of the SKUs a product has, in their order. */
export async function knownSkus(db: Db, skus: readonly string[]): Promise<readonly string[]> {
  const known = await db.sql<{ sku: string }>`select sku from catalog.variants where sku = any(${skus})`;
  const found = new Set(known.map(({ sku }) => sku));
  return skus.filter((sku) => found.has(sku));
}
