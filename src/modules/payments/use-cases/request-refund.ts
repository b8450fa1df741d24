import type { Tx } from '#shared-kernel/database/database.ts';
import type { Refund } from '../domain/refund.ts';
import type { Dependencies } from './dependencies.ts';
import type { PromiseRefund } from './promise-refund.ts';

interface RequestRefundInput {
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly reason: string;
}

/** Promises a part of what was taken, or all of it, to a refund; throws RefundExceedsCaptured where it is too much. */
export const requestRefund =
  ({ payments }: Pick<Dependencies, 'payments'>, promiseRefund: PromiseRefund) =>
  async (tx: Tx, { paymentId, amountMinor, reason }: RequestRefundInput): Promise<Refund> => {
    const payment = await payments.lock(tx, paymentId);
    return promiseRefund(tx, { before: payment, after: payment, amountMinor, reason });
  };
export type RequestRefund = ReturnType<typeof requestRefund>;
