import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { wireMoney } from '#shared-kernel/messaging/define-fields.ts';

/**
 * Asks to set the amount aside on the customer's means of payment. Answered by payment-authorized or payment-declined. Carries
 * the token in the clear: ask in v2. May be delivered more than once.
 */
export const AuthorizePaymentV1 = defineCommand(
  'payments.authorize-payment.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Who may look at it later; absent where a guest ordered. */
    userId: z.uuid().optional(),
    /** The SHA-256 of the key with which a guest may look at it later, in hex; absent where a user ordered. */
    accessKeyHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    amount: wireMoney,
    /** What the provider gave the front end in place of card data. */
    token: z.string().min(1).max(500),
  }),
);
export type AuthorizePaymentV1 = CommandOf<typeof AuthorizePaymentV1>;
