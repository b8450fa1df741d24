import { ReviewPaymentV1 } from '#contracts/payments/review-payment.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { ProviderOutcome, ProviderRequest } from '../ports/payment-provider.ts';
import type { Dependencies } from './dependencies.ts';
import type { EndRefund } from './end-refund.ts';
import { lookAgainAt } from './look-again.ts';

interface SubmitRefundInput {
  readonly paymentId: string;
  readonly refundId: string;
}

/** Gives a promised refund back through the provider. */
export const submitRefund = ({ payments, refunds, events, clock, ask }: Dependencies, endRefund: EndRefund) => ({
  async intend(tx: Tx, { paymentId, refundId }: SubmitRefundInput): Promise<ProviderRequest | undefined> {
    const { state: payment } = await payments.lock(tx, paymentId);
    const { state, amount } = await refunds.find(tx, refundId);
    if (state.status !== 'pending' || payment.status !== 'captured') return undefined;
    return { operation: 'refund', key: refundId, charge: payment.charge, amount };
  },

  call: ask,

  async settle(tx: Tx, { paymentId, refundId }: SubmitRefundInput, outcome: ProviderOutcome | undefined): Promise<void> {
    const payment = await payments.lock(tx, paymentId);
    const pending = await refunds.find(tx, refundId);
    if (!outcome || pending.state.status !== 'pending') return;
    if (outcome.kind !== 'pending') return void (await endRefund(tx, { payment, pending, outcome }));
    if (payment.state.status !== 'captured') throw new Error(`refund ${refundId} was accepted for what was not captured`);
    const { charge } = payment.state;
    events.send(tx, ReviewPaymentV1, {
      subject: charge,
      payload: { charge, news: 'awaited' },
      deliverAt: lookAgainAt(clock.now()),
    });
  },
});
export type SubmitRefund = ReturnType<typeof submitRefund>;
