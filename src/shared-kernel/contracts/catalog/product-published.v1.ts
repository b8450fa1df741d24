import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireMoney, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** A product is on sale from now on; carries its whole state, as every event of a product does. Their sequence counts the events: what happens to a draft is not told and not counted. May be delivered more than once. */
export const ProductPublishedV1 = defineEvent(
  'catalog.product-published.v1',
  z.strictObject({
    productId: z.uuid(),
    slug: z.string(),
    title: z.string(),
    categories: z.array(z.string()),
    variants: z.array(z.strictObject({ variantId: z.uuid(), sku: wireSku, title: z.string(), price: wireMoney })).max(2_000),
  }),
);
export type ProductPublishedV1 = EventOf<typeof ProductPublishedV1>;
