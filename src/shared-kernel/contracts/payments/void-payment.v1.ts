import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/** Asks to let go of an authorization, and to refuse any authorization or capture of the order that comes later. Always answered by payment-voided. May be delivered more than once. */
export const VoidPaymentV1 = defineCommand(
  'payments.void-payment.v1',
  z.strictObject({
    orderId: z.uuid(),
  }),
);
export type VoidPaymentV1 = CommandOf<typeof VoidPaymentV1>;
