import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** A product is no longer on sale, archived or a draft again; its SKUs cannot be ordered until it is published again. May be delivered more than once. */
export const ProductArchivedV1 = defineEvent(
  'catalog.product-archived.v1',
  z.strictObject({
    productId: z.uuid(),
    skus: z.array(wireSku),
  }),
);
export type ProductArchivedV1 = EventOf<typeof ProductArchivedV1>;
