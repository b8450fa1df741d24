import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Product } from '../domain/product.ts';
import type { ProductChange } from '../domain/product-change.ts';

/** Tells what there is to tell about a change. Its sequence counts events, not versions: a draft changes in silence. */
export function announce(events: EventBus, tx: Tx, { after, fact }: ProductChange): void {
  if (fact === undefined) return;
  const { id: subject, eventSequence: sequence } = after;
  if (fact.kind === 'archived') {
    const skus = after.variants.map(({ sku }) => sku);
    events.publish(tx, ProductArchivedV1, { subject, sequence, payload: { productId: subject, skus } });
  } else if (fact.kind === 'price_changed') {
    const { sku, previousPrice } = fact;
    events.publish(tx, PriceChangedV1, { subject, sequence, payload: { ...stateOf(after), sku, previousPrice } });
  } else {
    const contract = fact.kind === 'published' ? ProductPublishedV1 : ProductUpdatedV1;
    events.publish(tx, contract, { subject, sequence, payload: stateOf(after) });
  }
}

function stateOf({ id, slug, title, categories, variants }: Product): ProductUpdatedV1 {
  return {
    productId: id,
    slug,
    title,
    categories: [...categories],
    variants: variants.map((variant) => ({
      variantId: variant.id,
      sku: variant.sku,
      title: variant.title,
      price: variant.price,
    })),
  };
}
