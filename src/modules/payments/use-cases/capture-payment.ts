import { PaymentCaptureFailedV1 } from '#contracts/payments/payment-capture-failed.v1.ts';
import { PaymentCapturedV1 } from '#contracts/payments/payment-captured.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { captureAnswer } from '../domain/answers.ts';
import { PaymentUnresolved } from '../domain/errors.ts';
import {
  answered,
  capturedOf,
  isTombstone,
  nextStep,
  type Payment,
  recordAnswers,
  requestCapture,
  type StepAnswer,
  tombstone,
} from '../domain/payment.ts';
import type { Dependencies } from './dependencies.ts';
import { takeSteps } from './take-steps.ts';

interface CapturePaymentInput {
  readonly orderId: string;
}

/** Takes what was set aside for an order, once. */
export const capturePayment = ({ payments, events, clock, ask, openToken }: Dependencies) => ({
  async intend(tx: Tx, { orderId }: CapturePaymentInput): Promise<Payment | undefined> {
    const at = clock.now();
    const before = await payments.open(tx, tombstone(newId(), orderId), at);
    if (before.state.status === 'pending') throw new PaymentUnresolved(orderId, before.state.status);
    const after = requestCapture(before);
    if (after !== before) await payments.save(tx, { before, after, at });
    return nextStep(after) && after;
  },

  call: takeSteps({ ask, openToken }),

  async settle(tx: Tx, { orderId }: CapturePaymentInput, answers: readonly StepAnswer[]): Promise<void> {
    const before = await payments.lockByOrder(tx, orderId);
    const after = answered(recordAnswers(before, answers));
    const answer = captureAnswer(after);
    await payments.save(tx, { before, after, at: clock.now() });
    const about = { subject: orderId, sequence: after.version };
    if (answer.kind === 'captured') {
      events.publish(tx, PaymentCapturedV1, { ...about, payload: { orderId, paymentId: after.id, amount: capturedOf(after) } });
    } else {
      const { code, detail } = answer;
      const paymentId = isTombstone(after) ? {} : { paymentId: after.id };
      events.publish(tx, PaymentCaptureFailedV1, { ...about, payload: { orderId, ...paymentId, code, detail } });
    }
  },
});
export type CapturePayment = ReturnType<typeof capturePayment>;
