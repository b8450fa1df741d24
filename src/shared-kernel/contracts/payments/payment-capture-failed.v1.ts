import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** The provider refused the capture for good; nothing was taken. May be delivered more than once. */
export const PaymentCaptureFailedV1 = defineEvent(
  'payments.payment-capture-failed.v1',
  z.strictObject({
    orderId: z.uuid(),
    paymentId: z.uuid().optional(),
    code: z.string(),
    detail: z.string(),
  }),
);
export type PaymentCaptureFailedV1 = EventOf<typeof PaymentCaptureFailedV1>;
