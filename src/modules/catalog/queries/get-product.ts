import { eq, or } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { products } from '../persistence/schema.ts';
import { productColumns } from './product-view.ts';

/** The product with this slug or, where none has it, with this id; on sale or not. Undefined where there is none. */
export async function getProduct(db: Db, slug: string, id?: string) {
  const wanted = id === undefined ? eq(products.slug, slug) : or(eq(products.slug, slug), eq(products.id, id));
  const found = await db.drizzle.select(productColumns).from(products).where(wanted);
  return found.find((product) => product.slug === slug) ?? found[0];
}

export type ProductView = NonNullable<Awaited<ReturnType<typeof getProduct>>>;
