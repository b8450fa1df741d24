import { eq } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { products } from '../persistence/schema.ts';
import { productColumns } from './product-view.ts';

/** The product with this slug, on sale or not; undefined where there is none. */
export async function getProduct(db: Db, slug: string) {
  const [product] = await db.drizzle.select(productColumns).from(products).where(eq(products.slug, slug));
  return product;
}

export type ProductView = NonNullable<Awaited<ReturnType<typeof getProduct>>>;
