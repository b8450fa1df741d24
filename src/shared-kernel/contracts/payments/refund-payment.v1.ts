import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/** Asks to give back all that was captured and not yet refunded, and to refuse any capture that comes later. Always answered by payment-refunded, but for a refund that the provider refuses: ask again then. May be delivered more than once. */
export const RefundPaymentV1 = defineCommand(
  'payments.refund-payment.v1',
  z.strictObject({
    orderId: z.uuid(),
    reason: z.string(),
  }),
);
export type RefundPaymentV1 = CommandOf<typeof RefundPaymentV1>;
