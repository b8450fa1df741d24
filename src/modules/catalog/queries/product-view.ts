import { sql } from 'drizzle-orm';
import { products } from '../persistence/schema.ts';

export interface VariantView {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly options: Record<string, string>;
  readonly price: { readonly amountMinor: number; readonly currency: string };
}

/** A product as it is shown, with its variants in their order. */
export const productColumns = {
  id: products.id,
  slug: products.slug,
  title: products.title,
  description: products.description,
  vendor: products.vendor,
  categories: products.categories,
  images: products.images,
  status: products.status,
  version: products.version,
  updatedAt: products.updatedAt,
  variants: sql<VariantView[]>`(
    select coalesce(json_agg(json_build_object('id', v.id, 'sku', v.sku, 'title', v.title, 'options', v.options,
      'price', json_build_object('amountMinor', v.amount_minor, 'currency', v.currency)) order by v.position), '[]'::json)
    from catalog.variants v where v.product_id = products.id)`,
};
