import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireMoney, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** A product on sale changed, its prices perhaps among the rest; carries its whole state after the change: a variant that is not there any more is not on sale. May be delivered more than once. */
export const ProductUpdatedV1 = defineEvent(
  'catalog.product-updated.v1',
  z.strictObject({
    productId: z.uuid(),
    slug: z.string(),
    title: z.string(),
    categories: z.array(z.string()),
    variants: z.array(z.strictObject({ variantId: z.uuid(), sku: wireSku, title: z.string(), price: wireMoney })).max(2_000),
  }),
);
export type ProductUpdatedV1 = EventOf<typeof ProductUpdatedV1>;
