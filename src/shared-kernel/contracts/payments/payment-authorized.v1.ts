import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireMoney } from '#shared-kernel/messaging/define-fields.ts';

/** The amount is set aside and can be captured. May be delivered more than once. */
export const PaymentAuthorizedV1 = defineEvent(
  'payments.payment-authorized.v1',
  z.strictObject({
    orderId: z.uuid(),
    paymentId: z.uuid(),
    amount: wireMoney,
  }),
);
export type PaymentAuthorizedV1 = EventOf<typeof PaymentAuthorizedV1>;
