import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { wireMoney, wireSealed } from '#shared-kernel/messaging/define-fields.ts';

/** Asks to set the amount aside on the customer's means of payment. Answered by payment-authorized or payment-declined. May be delivered more than once. */
export const AuthorizePaymentV2 = defineCommand(
  'payments.authorize-payment.v2',
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
    /**
     * What the provider gave the front end in place of card data: the JSON of `{orderId, token}`, sealed to the key of
     * payments.token-key-changed under its `keyId`. It opens for this order alone.
     */
    sealedToken: wireSealed,
  }),
);
export type AuthorizePaymentV2 = CommandOf<typeof AuthorizePaymentV2>;
