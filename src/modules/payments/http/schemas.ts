import { z } from 'zod';
import { ListOf, PageQuery } from '#shared-kernel/paging.ts';

const Currency = z.string().regex(/^[A-Z]{3}$/);
const Money = z.strictObject({ amountMinor: z.int().nonnegative(), currency: Currency });
const Failure = z.strictObject({ code: z.string().max(255), detail: z.string().max(10_000) });
const MAX_REASON_LENGTH = 500;
const orderId = z.uuid().describe('The order that is paid; it has one payment.');

export const RefundView = z
  .strictObject({
    id: z.uuid(),
    status: z.enum(['pending', 'succeeded', 'failed']),
    amount: Money,
    reason: z.string().max(MAX_REASON_LENGTH),
    failure: Failure.optional().describe('Why the provider refused it.'),
    requestedAt: z.iso.datetime(),
    settledAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Refund' });

export const DisputeView = z
  .strictObject({
    id: z.uuid(),
    status: z.enum(['open', 'won', 'lost']).describe('`won`: the shop keeps the money; `lost`: the customer has it.'),
    amount: Money,
    reason: z.string().max(1_000).describe('In the words of the provider.'),
    openedAt: z.iso.datetime(),
    decidedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Dispute' });

export const PaymentView = z
  .strictObject({
    id: z.uuid(),
    orderId,
    status: z.enum([
      'pending',
      'authorized',
      'declined',
      'capturing',
      'captured',
      'capture_failed',
      'voided',
      'partially_refunded',
      'refunded',
    ]),
    currency: Currency,
    amount: Money.describe('What the order costs.'),
    captured: Money.describe('What was taken.'),
    refunded: Money.describe('What was given back.'),
    failure: Failure.optional().describe('Why it was declined, or could not be captured.'),
    refunds: z.array(RefundView).max(10_000).describe('The newest first.'),
    disputes: z.array(DisputeView).max(1_000).describe("Where the customer's bank wants money back. The oldest first."),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Payment' });

export const PaymentList = ListOf(PaymentView).meta({ id: 'PaymentList' });

export const PaymentParams = z.strictObject({ id: z.uuid() });

export const RefundParams = z.strictObject({ id: z.uuid(), refundId: z.uuid() });

export const PaymentsQuery = PageQuery.extend({ orderId: orderId.optional() });

export const RefundBody = z
  .strictObject({
    amountMinor: z
      .int()
      .positive()
      .describe('In the currency of the payment; what was captured and not yet given back, at most.'),
    reason: z.string().trim().min(1).max(MAX_REASON_LENGTH),
  })
  .meta({ id: 'RefundRequest', examples: [{ amountMinor: 500, reason: 'One cup was broken.' }] });
