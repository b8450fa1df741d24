import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** Nothing is set aside for the order, and nothing will be. May be delivered more than once. */
export const PaymentVoidedV1 = defineEvent(
  'payments.payment-voided.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Absent where there never was a payment. */
    paymentId: z.uuid().optional(),
  }),
);
export type PaymentVoidedV1 = EventOf<typeof PaymentVoidedV1>;
