import type { Money } from '#shared-kernel/money.ts';
import type { Product, Variant } from './product.ts';

/** What the public may know about a change. One change is one fact: the most particular one that tells all of it. */
export type ProductFact =
  | { readonly kind: 'published' }
  | { readonly kind: 'updated' }
  | { readonly kind: 'price_changed'; readonly sku: string; readonly previousPrice: Money }
  | { readonly kind: 'archived' };

/** Undefined for what happens to a product that was not on sale and still is not. */
export function factOf(before: Product | undefined, after: Product): ProductFact | undefined {
  const wasOnSale = before?.status === 'active';
  const isOnSale = after.status === 'active';
  if (!wasOnSale) return isOnSale ? { kind: 'published' } : undefined;
  if (!isOnSale) return { kind: 'archived' };
  return onlyPriceChange(before, after) ?? { kind: 'updated' };
}

function onlyPriceChange(before: Product, after: Product): ProductFact | undefined {
  const changed = after.variants.flatMap((variant) => {
    const previous = before.variants.find(({ sku }) => sku === variant.sku);
    return previous && !samePrice(previous, variant) ? [{ sku: variant.sku, previous }] : [];
  });
  const [change, ...more] = changed;
  if (!change || more.length > 0) return undefined;
  return sameButPrices(before, after)
    ? { kind: 'price_changed', sku: change.sku, previousPrice: change.previous.price }
    : undefined;
}

function samePrice(one: Variant, other: Variant): boolean {
  return one.price.amountMinor === other.price.amountMinor && one.price.currency === other.price.currency;
}

function sameButPrices(before: Product, after: Product): boolean {
  return JSON.stringify(unpriced(before)) === JSON.stringify(unpriced(after));
}

function unpriced({ slug, title, description, vendor, categories, images, variants }: Product): unknown {
  return [slug, title, description, vendor, categories, images, variants.map(({ id, title, options }) => [id, title, options])];
}
