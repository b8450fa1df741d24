import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireMoney, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** At least one line may not be sold at the price that the customer was shown. May be delivered more than once. */
export const PricesRefusedV1 = defineEvent(
  'catalog.prices-refused.v1',
  z.strictObject({
    orderId: z.uuid(),
    refusals: z
      .array(
        z.strictObject({
          sku: wireSku,
          code: z.enum(['unknown_sku', 'not_on_sale', 'price_changed']),
          /** The price now; only where the code is `price_changed`. */
          currentPrice: wireMoney.optional(),
        }),
      )
      .min(1),
  }),
);
export type PricesRefusedV1 = EventOf<typeof PricesRefusedV1>;
