import { SubmitRefundV1 } from '#contracts/payments/submit-refund.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { money } from '#shared-kernel/money.ts';
import { type Payment, promiseRefund as promise } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import type { Dependencies } from './dependencies.ts';

interface PromiseRefundInput {
  /** The payment as it is stored, under its lock, and as it is to be but for the promise. */
  readonly before: Payment;
  readonly after: Payment;
  readonly amountMinor: number;
  readonly reason: string;
}

/** Keeps an amount of what was taken for a refund, and has the refund submitted once that is committed. */
export const promiseRefund =
  ({ payments, refunds, events, clock }: Dependencies) =>
  async (tx: Tx, { before, after, amountMinor, reason }: PromiseRefundInput): Promise<Refund> => {
    const { id: paymentId, orderId, amount } = after;
    const promised = promise(after, amountMinor);
    const at = clock.now();
    const refund: Refund = {
      id: newId(),
      paymentId,
      amount: money(amountMinor, amount.currency),
      reason,
      state: { status: 'pending' },
    };
    await payments.save(tx, { before, after: promised, at });
    await refunds.add(tx, refund, at);
    events.send(tx, SubmitRefundV1, { subject: orderId, payload: { orderId, paymentId, refundId: refund.id } });
    return refund;
  };
export type PromiseRefund = ReturnType<typeof promiseRefund>;
