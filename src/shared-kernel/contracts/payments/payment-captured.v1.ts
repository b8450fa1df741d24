import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireMoney } from '#shared-kernel/messaging/define-fields.ts';

/** The amount was taken. May be delivered more than once. */
export const PaymentCapturedV1 = defineEvent(
  'payments.payment-captured.v1',
  z.strictObject({
    orderId: z.uuid(),
    paymentId: z.uuid(),
    amount: wireMoney,
  }),
);
export type PaymentCapturedV1 = EventOf<typeof PaymentCapturedV1>;
