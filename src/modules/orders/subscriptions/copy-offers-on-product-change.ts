import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { CopyOffers } from '../use-cases/copy-news.ts';

/** Keeps what is on sale, and at which price. Each event carries the whole product, so only the newest counts. */
export const copyOffersOnProductChange = (copyOffers: CopyOffers) =>
  defineSubscription({
    name: 'orders.copy-offers-on-product-change',
    on: [ProductPublishedV1, ProductUpdatedV1, PriceChangedV1, ProductArchivedV1],
    handle: (tx, { payload, sequence = 0 }) => {
      const { productId } = payload;
      if (!('variants' in payload)) return copyOffers(tx, { productId, version: sequence, offers: [] });
      const offers = payload.variants.map(({ sku, title, price }) => ({
        sku,
        title: title === '' || title === payload.title ? payload.title : `${payload.title}, ${title}`,
        price,
      }));
      return copyOffers(tx, { productId, version: sequence, offers });
    },
  });
