import { PaymentNotFound } from '../domain/errors.ts';
import type { PaymentView } from '../queries/list-payments.ts';

/** What the caller may see, or the refusal that tells nothing about the payments of others. */
export function shownPayment(id: string, payment: PaymentView | undefined): PaymentView {
  if (!payment) throw new PaymentNotFound(id);
  return payment;
}

/** Nothing that is shown changes without one of these. */
export function versionOf({ status, refunded, refunds, disputes }: PaymentView): string {
  const settled = refunds.filter((refund) => refund.status !== 'pending').length;
  const decided = disputes.filter((dispute) => dispute.status !== 'open').length;
  return [status, refunded.amountMinor, refunds.length, settled, disputes.length, decided].join('-');
}
