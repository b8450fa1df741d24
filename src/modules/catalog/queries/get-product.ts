import type { Db } from '#shared-kernel/database/database.ts';
import { part } from '#shared-kernel/database/sql.ts';
import { type ProductView, productColumns } from './product-view.ts';

/** The product with this slug or, where none has it, with this id; on sale or not. Undefined where there is none. */
export async function getProduct(db: Db, slug: string, id?: string): Promise<ProductView | undefined> {
  const orWithId = id === undefined ? part`` : part`or id = ${id}`;
  const found = await db.sql<ProductView>`
    select ${productColumns} from catalog.products where slug = ${slug} ${orWithId}`;
  return found.find((product) => product.slug === slug) ?? found[0];
}
