import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { unreachable } from '#shared-kernel/errors.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Product } from '../domain/product.ts';
import type { ProductChange } from '../domain/product-change.ts';

/** Tells what there is to tell about a change. Its sequence counts events, not versions: a draft changes in silence. */
export function announce(events: EventBus, tx: Tx, { after, fact }: ProductChange): void {
  if (fact === undefined) return;
  const about = { subject: after.id, sequence: after.eventSequence };
  switch (fact.kind) {
    case 'published':
      return events.publish(tx, ProductPublishedV1, { ...about, payload: stateOf(after) });
    case 'updated':
      return events.publish(tx, ProductUpdatedV1, { ...about, payload: stateOf(after) });
    case 'price_changed': {
      const { sku, previousPrice } = fact;
      return events.publish(tx, PriceChangedV1, { ...about, payload: { ...stateOf(after), sku, previousPrice } });
    }
    case 'archived': {
      const skus = after.variants.map(({ sku }) => sku);
      return events.publish(tx, ProductArchivedV1, { ...about, payload: { productId: after.id, skus } });
    }
    default:
      return unreachable(fact);
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
