import { DuplicateSku } from './errors.ts';
import type { Product, ProductDraft, Variant, VariantDraft } from './product.ts';
import { factOf, type ProductFact } from './product-fact.ts';

/** A product after a change, and what there is to tell about it. */
export interface ProductChange {
  readonly after: Product;
  readonly fact: ProductFact | undefined;
}

export interface Ids {
  newId(): string;
}

export function newProduct(draft: ProductDraft, { newId }: Ids, now: Date): ProductChange {
  const product: Product = {
    ...draft,
    id: newId(),
    variants: variantsOf(draft.variants, [], draft.title, newId),
    version: 1,
    eventSequence: 0,
    createdAt: now,
    updatedAt: now,
  };
  return told(undefined, product);
}

/** Parts of a product that are to be replaced. */
export type ProductParts = { readonly [Part in keyof ProductDraft]?: ProductDraft[Part] | undefined };

/** The product with the given parts replaced, or undefined where that would change nothing. Variants keep their ids by SKU. */
export function revisedProduct(product: Product, parts: ProductParts, { newId }: Ids, now: Date): ProductChange | undefined {
  const content = {
    slug: parts.slug ?? product.slug,
    title: parts.title ?? product.title,
    description: parts.description ?? product.description,
    vendor: parts.vendor ?? product.vendor,
    categories: parts.categories ?? product.categories,
    images: parts.images ?? product.images,
    status: parts.status ?? product.status,
  };
  const wanted = (parts.variants ?? product.variants).map((variant) => ({
    ...variant,
    // A title that was taken from the product follows it.
    title: variant.title === product.title ? undefined : variant.title,
  }));
  const revised: Product = { ...product, ...content, variants: variantsOf(wanted, product.variants, content.title, newId) };
  if (isSame(product, revised)) return undefined;
  return told(product, { ...revised, version: product.version + 1, updatedAt: now });
}

function told(before: Product | undefined, after: Product): ProductChange {
  const fact = factOf(before, after);
  return { after: fact === undefined ? after : { ...after, eventSequence: after.eventSequence + 1 }, fact };
}

function variantsOf(
  drafts: readonly VariantDraft[],
  known: readonly Variant[],
  productTitle: string,
  newId: () => string,
): Variant[] {
  const idBySku = new Map(known.map(({ sku, id }) => [sku, id]));
  const seen = new Set<string>();
  return drafts.map(({ sku, title, options, price }, index) => {
    if (seen.has(sku)) throw new DuplicateSku(sku, index);
    seen.add(sku);
    const ownTitle = title ?? (Object.values(options).join(' / ') || productTitle);
    return { id: idBySku.get(sku) ?? newId(), sku, title: ownTitle, options, price };
  });
}

function isSame(one: Product, other: Product): boolean {
  return fingerprintOf(one) === fingerprintOf(other);
}

function fingerprintOf(product: Product): string {
  const { slug, title, description, vendor, categories, images, status } = product;
  const variants = product.variants.map(({ sku, title, options, price: { amountMinor, currency } }) => {
    return [sku, title, Object.entries(options), amountMinor, currency];
  });
  const pictures = images.map(({ url, alt }) => [url, alt]);
  return JSON.stringify([slug, title, description, vendor, categories, pictures, status, variants]);
}
