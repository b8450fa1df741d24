import type { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import type { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { PaymentAuthorizedV1 } from '#contracts/payments/payment-authorized.v1.ts';
import { PaymentDeclinedV1 } from '#contracts/payments/payment-declined.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { authorizationAnswer } from '../domain/answers.ts';
import { answered, nextStep, type Payment, recordAnswers, requestedPayment, type StepAnswer } from '../domain/payment.ts';
import type { Dependencies } from './dependencies.ts';
import { sealToken } from './seal-token.ts';
import { takeSteps } from './take-steps.ts';

/** Sets the amount of an order aside, once, whatever is asked and how often. */
export const authorizePayment = ({ payments, tokenKeys, events, clock, ask, openToken }: Dependencies) => ({
  async intend(tx: Tx, input: AuthorizePaymentV1 | AuthorizePaymentV2): Promise<Payment | undefined> {
    const { orderId, userId, accessKeyHash, amount } = input;
    const token = 'sealedToken' in input ? input.sealedToken : await sealToken(await tokenKeys.all(tx), input);
    const requested = requestedPayment({ id: newId(), orderId, userId, accessKeyHash, amount, token });
    const payment = await payments.open(tx, requested, clock.now());
    return nextStep(payment) && payment;
  },

  call: takeSteps({ ask, openToken }),

  async settle(tx: Tx, { orderId }: { readonly orderId: string }, answers: readonly StepAnswer[]): Promise<void> {
    const before = await payments.lockByOrder(tx, orderId);
    const after = answered(recordAnswers(before, answers));
    const answer = authorizationAnswer(after);
    await payments.save(tx, { before, after, at: clock.now() });
    const about = { subject: orderId, sequence: after.version };
    if (answer.kind === 'authorized') {
      events.publish(tx, PaymentAuthorizedV1, { ...about, payload: { orderId, paymentId: after.id, amount: after.amount } });
    } else {
      const { code, detail } = answer;
      events.publish(tx, PaymentDeclinedV1, { ...about, payload: { orderId, paymentId: after.id, code, detail } });
    }
  },
});
export type AuthorizePayment = ReturnType<typeof authorizePayment>;
