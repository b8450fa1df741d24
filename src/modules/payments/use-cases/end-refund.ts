import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { money } from '#shared-kernel/money.ts';
import { answered, type Outcome, type Payment, recordRefund } from '../domain/payment.ts';
import { type Refund, settledRefund } from '../domain/refund.ts';
import type { Dependencies } from './dependencies.ts';
import { paymentSignal } from './payment-signal.ts';

interface EndRefundInput {
  /** As it is stored, under its lock. */
  readonly payment: Payment;
  readonly pending: Refund;
  readonly outcome: Outcome;
}

/** Takes in how a refund ended, and tells where it was given; resolves to the payment as it is stored then. */
export const endRefund =
  ({ payments, refunds, events, clock, signals, log }: Dependencies) =>
  async (tx: Tx, { payment: before, pending, outcome }: EndRefundInput): Promise<Payment> => {
    const { id: paymentId, orderId } = before;
    const { id: refundId, amount, reason } = pending;
    const at = clock.now();
    const recorded = recordRefund(before, amount.amountMinor, outcome);
    const given = outcome.kind === 'approved';
    const after = given ? answered(recorded) : recorded;
    await payments.save(tx, { before, after, at });
    await refunds.settle(tx, settledRefund(pending, outcome), at);
    tx.afterCommit(() => signals.notify(paymentSignal(paymentId)));
    if (given) {
      const whose = after.userId === undefined ? {} : { userId: after.userId };
      const refundedTotal = money(after.refundedMinor, amount.currency);
      events.publish(tx, PaymentRefundedV1, {
        subject: orderId,
        sequence: after.version,
        payload: { orderId, ...whose, paymentId, refundId, amount, refundedTotal, reason },
      });
    } else {
      log.error({ orderId, paymentId, refundId, code: outcome.code }, 'the provider refused a refund');
    }
    return after;
  };
export type EndRefund = ReturnType<typeof endRefund>;
