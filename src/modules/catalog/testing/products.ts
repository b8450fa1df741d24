import type { ProductDraft, VariantDraft } from '../domain/product.ts';
import type { CreateProductInput } from '../use-cases/create-product.ts';

export function eur(amountMinor: number) {
  return { amountMinor, currency: 'EUR' };
}

export function aVariant(sku: string, amountMinor = 1490): VariantDraft {
  return { sku, options: {}, price: eur(amountMinor) };
}

/** A product on sale with one variant, for what a test does not care about. */
export function aProduct(parts: Partial<CreateProductInput> = {}): CreateProductInput {
  const title = parts.title ?? 'Sencha';
  return {
    title,
    description: '',
    vendor: '',
    categories: [],
    images: [],
    status: 'active',
    variants: [aVariant(`SKU-${title}`)],
    ...parts,
  };
}

export function aDraft(slug: string, parts: Partial<ProductDraft> = {}): ProductDraft {
  return { ...aProduct({ title: slug, ...parts }), variants: parts.variants ?? [aVariant(`SKU-${slug}`)], slug };
}
