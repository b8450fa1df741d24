import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireMoney, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** The price of one variant changed, and nothing else; carries the whole state of the product after the change. A change of more than that is product-updated. May be delivered more than once. */
export const PriceChangedV1 = defineEvent(
  'catalog.price-changed.v1',
  z.strictObject({
    productId: z.uuid(),
    slug: z.string(),
    title: z.string(),
    categories: z.array(z.string()),
    variants: z.array(z.strictObject({ variantId: z.uuid(), sku: wireSku, title: z.string(), price: wireMoney })).max(2_000),
    sku: wireSku,
    previousPrice: wireMoney,
  }),
);
export type PriceChangedV1 = EventOf<typeof PriceChangedV1>;
