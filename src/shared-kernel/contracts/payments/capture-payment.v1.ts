import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/** Asks to take what was authorized. Answered by payment-captured or payment-capture-failed. May be delivered more than once. */
export const CapturePaymentV1 = defineCommand(
  'payments.capture-payment.v1',
  z.strictObject({
    orderId: z.uuid(),
  }),
);
export type CapturePaymentV1 = CommandOf<typeof CapturePaymentV1>;
