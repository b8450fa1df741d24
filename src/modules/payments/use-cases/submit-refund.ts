import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { money } from '#shared-kernel/money.ts';
import { answered, type Outcome, recordRefund } from '../domain/payment.ts';
import { settledRefund } from '../domain/refund.ts';
import type { ProviderRequest } from '../ports/payment-provider.ts';
import type { Dependencies } from './dependencies.ts';
import { paymentSignal } from './payment-signal.ts';

interface SubmitRefundInput {
  readonly orderId: string;
  readonly paymentId: string;
  readonly refundId: string;
}

/** Gives a promised refund back through the provider. */
export const submitRefund = ({ payments, refunds, events, clock, ask, signals, log }: Dependencies) => ({
  async intend(tx: Tx, { paymentId, refundId }: SubmitRefundInput): Promise<ProviderRequest | undefined> {
    const { state: payment } = await payments.lock(tx, paymentId);
    const { state, amount } = await refunds.find(tx, refundId);
    if (state.status !== 'pending' || payment.status !== 'captured') return undefined;
    return { operation: 'refund', key: refundId, charge: payment.charge, amount };
  },

  call: ask,

  async settle(tx: Tx, { orderId, paymentId, refundId }: SubmitRefundInput, outcome: Outcome | undefined): Promise<void> {
    const before = await payments.lock(tx, paymentId);
    const pending = await refunds.find(tx, refundId);
    if (!outcome || pending.state.status !== 'pending') return;
    const at = clock.now();
    const refund = settledRefund(pending, outcome);
    const recorded = recordRefund(before, refund.amount.amountMinor, outcome);
    const given = outcome.kind === 'approved';
    const after = given ? answered(recorded) : recorded;
    await payments.save(tx, { before, after, at });
    await refunds.settle(tx, refund, at);
    tx.afterCommit(() => signals.notify(paymentSignal(paymentId)));
    if (!given) return void log.error({ orderId, paymentId, refundId, code: outcome.code }, 'the provider refused a refund');
    const { amount, reason } = refund;
    const refundedTotal = money(after.refundedMinor, amount.currency);
    const whose = after.userId === undefined ? {} : { userId: after.userId };
    events.publish(tx, PaymentRefundedV1, {
      subject: orderId,
      sequence: after.version,
      payload: { orderId, ...whose, paymentId, refundId, amount, refundedTotal, reason },
    });
  },
});
export type SubmitRefund = ReturnType<typeof submitRefund>;
