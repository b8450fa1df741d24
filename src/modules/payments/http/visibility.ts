import { isStaff, type Principal } from '#shared-kernel/tokens.ts';
import { PaymentNotFound } from '../domain/errors.ts';
import type { PaymentView } from '../queries/list-payments.ts';

/** Whose payments the caller may see: undefined means everybody's. */
export function ownerFor(principal: Principal | undefined): string | undefined {
  return isStaff(principal) ? undefined : principal?.userId;
}

export function found(id: string, payment: PaymentView | undefined): PaymentView {
  if (!payment) throw new PaymentNotFound(id);
  return payment;
}

/** Nothing that is shown changes without one of these. */
export function versionOf({ status, refunded, refunds }: PaymentView): string {
  const settled = refunds.filter((refund) => refund.status !== 'pending').length;
  return [status, refunded.amountMinor, refunds.length, settled].join('-');
}
