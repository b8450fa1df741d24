import type { Tx } from '#shared-kernel/database/database.ts';
import type { RefundReport } from '../domain/charge-report.ts';
import { PaymentUnresolved } from '../domain/errors.ts';
import { type Payment, promiseRefund, refundableMinor } from '../domain/payment.ts';
import { outcomeOf, type Refund, refundAmong, refundMadeElsewhere } from '../domain/refund.ts';
import type { Dependencies } from './dependencies.ts';
import type { EndRefund } from './end-refund.ts';

/** Ends our own refunds as the provider says that they ended, and takes in those that were made there by hand. */
export const takeRefundsIn = ({ payments, refunds, clock, log }: Dependencies, endRefund: EndRefund) => {
  async function endOwn(tx: Tx, payment: Payment, own: Refund, report: RefundReport): Promise<Payment> {
    const outcome = outcomeOf(report);
    if (!outcome) return payment;
    if (own.state.status === 'pending') return endRefund(tx, { payment, pending: own, outcome });
    if (own.state.status === 'succeeded' && outcome.kind === 'declined') {
      log.error({ orderId: payment.orderId, refundId: own.id }, 'a refund came back: the customer does not have the money');
    }
    return payment;
  }

  async function takeForeign(tx: Tx, before: Payment, { reference, amountMinor }: RefundReport): Promise<Payment> {
    // Only a refund of our own that is still under way can stand in its place, and the provider has to refuse that one.
    if (amountMinor > refundableMinor(before)) throw new PaymentUnresolved(before.orderId, 'giving back');
    const pending = refundMadeElsewhere(before, { reference, amountMinor });
    const payment = promiseRefund(before, amountMinor);
    const at = clock.now();
    await payments.save(tx, { before, after: payment, at });
    await refunds.add(tx, pending, at);
    return endRefund(tx, { payment, pending, outcome: { kind: 'approved', reference } });
  }

  return async (tx: Tx, payment: Payment, reports: readonly RefundReport[]): Promise<Payment> => {
    const known = await refunds.ofPayment(tx, payment.id);
    const matched = reports.map((report) => ({ report, own: refundAmong(known, report) }));
    let current = payment;
    // Ours first: each that was refused makes room for one that was made by hand.
    for (const { own, report } of matched) if (own) current = await endOwn(tx, current, own, report);
    for (const { own, report } of matched) {
      if (!own && report.status === 'succeeded') current = await takeForeign(tx, current, report);
    }
    return current;
  };
};
export type TakeRefundsIn = ReturnType<typeof takeRefundsIn>;
