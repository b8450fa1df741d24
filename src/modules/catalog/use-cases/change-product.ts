import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { ProductNotFound, StaleProduct } from '../domain/errors.ts';
import type { Product } from '../domain/product.ts';
import { type ProductParts, revisedProduct } from '../domain/product-change.ts';
import { checkSlug, slugsOf } from '../domain/slug.ts';
import type { Products } from '../persistence/products.ts';
import type { SanitizeHtml } from '../ports/sanitize-html.ts';
import { announce } from './announce.ts';

interface Deps {
  readonly products: Products;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly sanitizeHtml: SanitizeHtml;
}

export interface ChangeProductInput {
  readonly id: string;
  /** The version that the caller has seen; undefined for whichever there is. */
  readonly version: string | undefined;
  /** The parts to replace. Given variants replace all of them; those with a known SKU keep their ids. */
  readonly parts: ProductParts;
}

export type ChangeProduct = ReturnType<typeof changeProduct>;

/** Replaces parts of a product. A change that changes nothing leaves its version as it is. */
export const changeProduct =
  ({ products, events, clock, sanitizeHtml }: Deps) =>
  async (tx: Tx, { id, version, parts }: ChangeProductInput): Promise<Product> => {
    checkSlug(parts.slug);
    const product = await products.lockById(tx, id);
    if (!product) throw new ProductNotFound();
    if (version !== undefined && String(product.version) !== version) throw new StaleProduct();
    const change = revisedProduct(product, cleaned(parts, sanitizeHtml), { newId }, clock.now());
    if (!change) return product;
    await products.update(tx, [change.after]);
    announce(events, tx, change);
    return change.after;
  };

function cleaned({ description, categories, ...parts }: ProductParts, sanitizeHtml: SanitizeHtml): ProductParts {
  return {
    ...parts,
    description: description === undefined ? undefined : sanitizeHtml(description),
    categories: categories === undefined ? undefined : slugsOf(categories),
  };
}
