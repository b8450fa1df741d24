import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { KeepFacts } from '../use-cases/keep-facts.ts';

type Product = ProductPublishedV1 | ProductUpdatedV1 | PriceChangedV1;

/** Keeps what is on sale. Each event carries the whole product, so only the newest counts. */
export const keepProductOnProductChanged = (keep: KeepFacts) =>
  defineBatchSubscription({
    name: 'storefront.keep-product-on-product-changed',
    on: [ProductPublishedV1, ProductUpdatedV1, PriceChangedV1, ProductArchivedV1],
    handleMany: (tx, messages) =>
      keep(
        tx,
        messages.map(({ payload, sequence = 0, time: at }) => ({
          ...{ kind: 'product', subject: payload.productId, sequence, userId: null, at },
          body: 'variants' in payload ? { slug: payload.slug, variants: variantsOf(payload) } : { variants: [] },
        })),
      ),
  });

function variantsOf({ title: product, variants }: Product) {
  return variants.map(({ sku, title, price }) => ({
    sku,
    title: title === '' || title === product ? product : `${product}, ${title}`,
    price,
  }));
}
