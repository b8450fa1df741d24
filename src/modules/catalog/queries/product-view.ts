import { part } from '#shared-kernel/database/sql.ts';

export interface VariantView {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly options: Record<string, string>;
  readonly price: { readonly amountMinor: number; readonly currency: string };
}

/** A product as it is shown, with its variants in their order. */
export interface ProductView {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly categories: readonly string[];
  readonly images: readonly { readonly url: string; readonly alt: string }[];
  readonly status: 'draft' | 'active' | 'archived';
  readonly version: number;
  readonly updatedAt: Date;
  readonly variants: readonly VariantView[];
}

/** What is selected from `catalog.products` for a {@link ProductView}. */
export const productColumns = part`
  id, slug, title, description, vendor, categories, images, status, version, updated_at as "updatedAt", (
    select coalesce(json_agg(json_build_object('id', v.id, 'sku', v.sku, 'title', v.title, 'options', v.options,
      'price', json_build_object('amountMinor', v.amount_minor, 'currency', v.currency)) order by v.position), '[]'::json)
    from catalog.variants v where v.product_id = products.id
  ) as variants`;
