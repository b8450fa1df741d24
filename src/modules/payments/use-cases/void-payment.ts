import { PaymentVoidedV1 } from '#contracts/payments/payment-voided.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { assertReleased } from '../domain/answers.ts';
import { answered, isTombstone, type Payment, recordAnswers, type StepAnswer } from '../domain/payment.ts';
import type { Dependencies } from './dependencies.ts';
import type { StopPayment } from './stop-payment.ts';
import { takeSteps } from './take-steps.ts';

interface VoidPaymentInput {
  readonly orderId: string;
}

/** Lets go of what was set aside for an order, and refuses whatever would set aside or take more. */
export const voidPayment = ({ payments, events, clock, ask, openToken }: Dependencies, stopPayment: StopPayment) => ({
  intend(tx: Tx, { orderId }: VoidPaymentInput): Promise<Payment | undefined> {
    return stopPayment(tx, orderId);
  },

  call: takeSteps({ ask, openToken }),

  async settle(tx: Tx, { orderId }: VoidPaymentInput, answers: readonly StepAnswer[]): Promise<void> {
    const before = await payments.lockByOrder(tx, orderId);
    const after = answered(recordAnswers(before, answers));
    assertReleased(after);
    await payments.save(tx, { before, after, at: clock.now() });
    const paymentId = isTombstone(after) ? {} : { paymentId: after.id };
    events.publish(tx, PaymentVoidedV1, { subject: orderId, sequence: after.version, payload: { orderId, ...paymentId } });
  },
});
export type VoidPayment = ReturnType<typeof voidPayment>;
