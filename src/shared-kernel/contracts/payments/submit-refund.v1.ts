import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/**
 * Sent by payments to itself: gives a promised refund back through the provider. Answered by payment-refunded,
 * or by nothing where the provider refuses: the refund then shows as failed and its amount can be asked for again.
 * May be delivered more than once.
 */
export const SubmitRefundV1 = defineCommand(
  'payments.submit-refund.v1',
  z.strictObject({
    orderId: z.uuid(),
    paymentId: z.uuid(),
    refundId: z.uuid(),
  }),
);
export type SubmitRefundV1 = CommandOf<typeof SubmitRefundV1>;
