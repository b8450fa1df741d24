import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { money } from '#shared-kernel/money.ts';
import { assertReleased } from '../domain/answers.ts';
import { answered, isTombstone, type Payment, recordAnswers, refundableMinor, type StepAnswer } from '../domain/payment.ts';
import type { Dependencies } from './dependencies.ts';
import type { PromiseRefund } from './promise-refund.ts';
import type { StopPayment } from './stop-payment.ts';
import { takeSteps } from './take-steps.ts';

interface RefundPaymentInput {
  readonly orderId: string;
  readonly reason: string;
}

interface Steps {
  readonly stopPayment: StopPayment;
  readonly promiseRefund: PromiseRefund;
}

/** Gives back all that was taken for an order, and refuses a capture that comes later. */
export const refundPayment = (
  { payments, events, clock, ask, openToken }: Dependencies,
  { stopPayment, promiseRefund }: Steps,
) => ({
  intend(tx: Tx, { orderId }: RefundPaymentInput): Promise<Payment | undefined> {
    return stopPayment(tx, orderId);
  },

  call: takeSteps({ ask, openToken }),

  async settle(tx: Tx, { orderId, reason }: RefundPaymentInput, answers: readonly StepAnswer[]): Promise<void> {
    const before = await payments.lockByOrder(tx, orderId);
    const released = recordAnswers(before, answers);
    assertReleased(released);
    if (refundableMinor(released) > 0) {
      // The refund has a call of its own to make; its end is the answer.
      await promiseRefund(tx, { before, after: released, amountMinor: refundableMinor(released), reason });
      return;
    }
    if (released.refundingMinor > 0) {
      await payments.save(tx, { before, after: released, at: clock.now() });
      return;
    }
    const after = answered(released);
    await payments.save(tx, { before, after, at: clock.now() });
    const { currency } = after.amount;
    const whose = after.userId === undefined ? {} : { userId: after.userId };
    const paymentId = isTombstone(after) ? {} : { paymentId: after.id };
    const nothing = { amount: money(0, currency), refundedTotal: money(after.refundedMinor, currency) };
    events.publish(tx, PaymentRefundedV1, {
      subject: orderId,
      sequence: after.version,
      payload: { orderId, ...whose, ...paymentId, ...nothing, reason },
    });
  },
});
export type RefundPayment = ReturnType<typeof refundPayment>;
