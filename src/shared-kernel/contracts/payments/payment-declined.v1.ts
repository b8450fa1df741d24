import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** The provider, or the customer's bank, said no; `code` is `voided` where the payment was called off before. May be delivered more than once. */
export const PaymentDeclinedV1 = defineEvent(
  'payments.payment-declined.v1',
  z.strictObject({
    orderId: z.uuid(),
    paymentId: z.uuid(),
    code: z.string(),
    detail: z.string(),
  }),
);
export type PaymentDeclinedV1 = EventOf<typeof PaymentDeclinedV1>;
