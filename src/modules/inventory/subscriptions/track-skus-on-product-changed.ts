import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { TrackSkus } from '../use-cases/track-skus.ts';
import { setWise } from './delivery.ts';

export const trackSkusOnProductChanged = (trackSkus: TrackSkus) =>
  defineBatchSubscription({
    name: 'inventory.track-skus-on-product-changed',
    on: [ProductPublishedV1, ProductUpdatedV1],
    delivery: setWise,
    handleMany: (tx, messages) =>
      trackSkus(
        tx,
        messages.flatMap(({ payload }) => payload.variants.map(({ sku }) => sku)),
      ),
  });
