import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { SlugTaken } from '../domain/errors.ts';
import type { Product, ProductDraft, VariantDraft } from '../domain/product.ts';
import { newProduct, type ProductChange, revisedProduct } from '../domain/product-change.ts';
import type { Products } from '../persistence/products.ts';
import type { SanitizeHtml } from '../ports/sanitize-html.ts';
import { announce } from './announce.ts';

interface Deps {
  readonly products: Products;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly sanitizeHtml: SanitizeHtml;
}

/** A product as its source describes it, to be matched with ours by its slug. */
export interface ProductToPut {
  readonly draft: ProductDraft;
  /** True where the source may not tell all variants: those that it leaves out stay. */
  readonly keepOtherVariants: boolean;
}

export interface PutProductsOutcome {
  readonly written: number;
  readonly unchanged: number;
  /** Products that were not written, because none of their SKUs was free. */
  readonly refused: readonly string[];
  /** Variants that were left out, because their SKU belongs to another product. */
  readonly takenSkus: readonly { readonly slug: string; readonly sku: string }[];
}

export type PutProducts = ReturnType<typeof putProducts>;

/** Makes the catalogue say what the drafts say, in a handful of statements for all of them. What already says so is left alone. */
export const putProducts =
  ({ products, events, clock, sanitizeHtml }: Deps) =>
  async (tx: Tx, wanted: readonly ProductToPut[]): Promise<PutProductsOutcome> => {
    const known = new Map((await products.lockBySlugs(tx, wanted.map(slugOfDraft))).map((product) => [product.slug, product]));
    const owners = new Map(await products.ownersOf(tx, wanted.flatMap(skusOf)));
    const plan = emptyPlan();
    for (const put of wanted) {
      const product = known.get(put.draft.slug);
      const { free, taken } = sortOut(put, product, owners);
      plan.takenSkus.push(...taken);
      if (free.length === 0) {
        plan.refused.push(put.draft.slug);
        continue;
      }
      const draft = { ...put.draft, description: sanitizeHtml(put.draft.description), variants: free };
      if (!product) plan.added.push(newProduct(draft, { newId }, clock.now()));
      else plan.revised.push(revisedProduct(product, draft, { newId }, clock.now()));
    }
    const revised = plan.revised.filter((change) => change !== undefined);
    const [clash] = await products.insert(
      tx,
      plan.added.map(({ after }) => after),
    );
    if (clash !== undefined) throw new SlugTaken(clash);
    if (revised.length > 0)
      await products.update(
        tx,
        revised.map(({ after }) => after),
      );
    for (const change of [...plan.added, ...revised]) announce(events, tx, change);
    const { refused, takenSkus } = plan;
    return { written: plan.added.length + revised.length, unchanged: plan.revised.length - revised.length, refused, takenSkus };
  };

interface Plan {
  readonly added: ProductChange[];
  /** Undefined for what need not change. */
  readonly revised: (ProductChange | undefined)[];
  readonly refused: string[];
  readonly takenSkus: { readonly slug: string; readonly sku: string }[];
}

function emptyPlan(): Plan {
  return { added: [], revised: [], refused: [], takenSkus: [] };
}

/** Which variants may be written. Their SKUs belong to this product from then on, also for the drafts that follow. */
function sortOut({ draft, keepOtherVariants }: ProductToPut, product: Product | undefined, owners: Map<string, string>) {
  // A product that is still to be added has no id: its slug, which cannot be one, stands for it.
  const owner = product?.id ?? draft.slug;
  const free: VariantDraft[] = [];
  const taken: { slug: string; sku: string }[] = [];
  for (const variant of draft.variants) {
    const current = owners.get(variant.sku) ?? owner;
    if (current === owner) free.push(variant);
    else taken.push({ slug: draft.slug, sku: variant.sku });
    owners.set(variant.sku, current);
  }
  if (!product || (!keepOtherVariants && taken.length === 0)) return { free, taken };
  const told = new Set(draft.variants.map(({ sku }) => sku));
  return { free: [...free, ...product.variants.filter(({ sku }) => !told.has(sku))], taken };
}

function slugOfDraft({ draft }: ProductToPut): string {
  return draft.slug;
}

function skusOf({ draft }: ProductToPut): string[] {
  return draft.variants.map(({ sku }) => sku);
}
