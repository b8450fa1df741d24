import { derivedId } from '#shared-kernel/ids.ts';
import { type Money, money } from '#shared-kernel/money.ts';
import type { DisputeReport } from './charge-report.ts';
import type { Payment } from './payment.ts';

/** A customer's bank wants money back. `won` leaves it with the shop, `lost` does not; neither changes any more. */
export interface Dispute {
  readonly id: string;
  readonly paymentId: string;
  /** The provider's name for it. */
  readonly reference: string;
  readonly amount: Money;
  readonly reason: string;
  readonly status: DisputeReport['status'];
}

/** The disputes that are new or have been decided since, as they are now. */
export function disputeNews(
  { id: paymentId, amount }: Payment,
  known: readonly Dispute[],
  reports: readonly DisputeReport[],
): readonly Dispute[] {
  return reports
    .filter(({ reference, status }) => {
      const before = known.find((dispute) => dispute.reference === reference);
      return !before || (before.status === 'open' && status !== 'open');
    })
    .map(({ reference, amountMinor, reason, status }) => ({
      id: derivedId('payments', 'dispute', reference),
      paymentId,
      reference,
      amount: money(amountMinor, amount.currency),
      reason,
      status,
    }));
}
