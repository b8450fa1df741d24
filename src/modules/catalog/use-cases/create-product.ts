import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { SlugTaken } from '../domain/errors.ts';
import type { Product, ProductDraft } from '../domain/product.ts';
import { newProduct, type ProductChange } from '../domain/product-change.ts';
import { checkSlug, numberedSlug, slugOf, slugsOf } from '../domain/slug.ts';
import type { Products } from '../persistence/products.ts';
import type { SanitizeHtml } from '../ports/sanitize-html.ts';
import { announce } from './announce.ts';

interface Deps {
  readonly products: Products;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly sanitizeHtml: SanitizeHtml;
}

export interface CreateProductInput extends Omit<ProductDraft, 'slug'> {
  /** Made from the title where it is left out. */
  readonly slug?: string | undefined;
}

export type CreateProduct = ReturnType<typeof createProduct>;

/** Adds a product. Refuses a slug or a SKU that another product has; a slug of our own making gets a number instead. */
export const createProduct =
  ({ products, events, clock, sanitizeHtml }: Deps) =>
  async (tx: Tx, input: CreateProductInput): Promise<Product> => {
    checkSlug(input.slug);
    const content = { ...input, description: sanitizeHtml(input.description), categories: slugsOf(input.categories) };
    const insertUnder = async (slug: string): Promise<ProductChange | undefined> => {
      const change = newProduct({ ...content, slug }, { newId }, clock.now());
      return (await products.insert(tx, [change.after])).size === 0 ? change : undefined;
    };
    const change = await (input.slug === undefined
      ? underFreeSlug(products, tx, input.title, insertUnder)
      : insertUnder(input.slug));
    if (!change) throw new SlugTaken(input.slug ?? '');
    announce(events, tx, change);
    return change.after;
  };

const SLUGS_TRIED_AT_ONCE = 50;

/** Inserts under the first slug that is free; where another writer is quicker, under the next one. */
async function underFreeSlug(
  products: Products,
  tx: Tx,
  title: string,
  insertUnder: (slug: string) => Promise<ProductChange | undefined>,
): Promise<ProductChange> {
  const plain = slugOf(title) || 'product';
  for (let number = 1; ; number += SLUGS_TRIED_AT_ONCE) {
    const candidates = Array.from({ length: SLUGS_TRIED_AT_ONCE }, (_, index) => numberedSlug(plain, number + index));
    const taken = await products.takenSlugs(tx, candidates);
    for (const slug of candidates.filter((candidate) => !taken.has(candidate))) {
      const change = await insertUnder(slug);
      if (change) return change;
    }
  }
}
