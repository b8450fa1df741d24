import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireMoney } from '#shared-kernel/messaging/define-fields.ts';

/**
 * An amount was given back; `amount` is zero where nothing was left to give, and in `XXX` (ISO 4217 for no currency)
 * where there never was a payment. May be delivered more than once.
 */
export const PaymentRefundedV1 = defineEvent(
  'payments.payment-refunded.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Whose order it is about; absent where a guest ordered. */
    userId: z.uuid().optional(),
    paymentId: z.uuid().optional(),
    /** Absent where there was nothing to give back. */
    refundId: z.uuid().optional(),
    amount: wireMoney,
    /** All refunds of the payment together. */
    refundedTotal: wireMoney,
    reason: z.string(),
  }),
);
export type PaymentRefundedV1 = EventOf<typeof PaymentRefundedV1>;
