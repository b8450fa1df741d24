import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/**
 * Sent by payments to itself: asks the provider what became of a charge, because a webhook says so (`news`) or because
 * a refund takes its time (`awaited`). Answered by payment-refunded and payment-disputed, each where there is something
 * new to say, and otherwise by nothing. May be delivered more than once.
 */
export const ReviewPaymentV1 = defineCommand(
  'payments.review-payment.v1',
  z.strictObject({
    charge: z.string().min(1),
    news: z.enum(['authorized', 'captured', 'voided', 'refunded', 'disputed', 'awaited']),
    /** The provider's name for the refund or dispute that the news is about. */
    reference: z.string().optional(),
  }),
);
export type ReviewPaymentV1 = CommandOf<typeof ReviewPaymentV1>;
