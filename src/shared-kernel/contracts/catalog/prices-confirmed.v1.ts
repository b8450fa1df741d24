import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** Every line of the order may be sold at its price. May be delivered more than once. */
export const PricesConfirmedV1 = defineEvent(
  'catalog.prices-confirmed.v1',
  z.strictObject({
    orderId: z.uuid(),
  }),
);
export type PricesConfirmedV1 = EventOf<typeof PricesConfirmedV1>;
