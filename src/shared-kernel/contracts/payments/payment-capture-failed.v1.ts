import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/**
 * The capture was refused for good; nothing was taken. `code` is the provider's, or `voided` where the payment was
 * called off before, or `not_authorized` where nothing is set aside. May be delivered more than once.
 */
export const PaymentCaptureFailedV1 = defineEvent(
  'payments.payment-capture-failed.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Absent where there never was a payment. */
    paymentId: z.uuid().optional(),
    code: z.string(),
    detail: z.string(),
  }),
);
export type PaymentCaptureFailedV1 = EventOf<typeof PaymentCaptureFailedV1>;
