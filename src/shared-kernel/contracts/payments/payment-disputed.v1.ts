import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireMoney } from '#shared-kernel/messaging/define-fields.ts';

/**
 * The customer's bank wants an amount back (`open`), or has decided: the shop keeps it (`won`), or the customer has it
 * (`lost`). Said once for each status, `open` perhaps not at all. May be delivered more than once.
 */
export const PaymentDisputedV1 = defineEvent(
  'payments.payment-disputed.v1',
  z.strictObject({
    orderId: z.uuid(),
    paymentId: z.uuid(),
    disputeId: z.uuid(),
    amount: wireMoney,
    /** The bank's word for why, in snake_case: `fraudulent`, `product_not_received`. */
    reason: z.string(),
    status: z.enum(['open', 'won', 'lost']),
  }),
);
export type PaymentDisputedV1 = EventOf<typeof PaymentDisputedV1>;
