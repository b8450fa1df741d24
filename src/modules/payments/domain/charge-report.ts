import { type Failure, type Payment, recordAnswer } from './payment.ts';
import { stepKey } from './step-key.ts';

/** What the provider says of a charge when it is asked. It may be old when it is read, but what it says has happened. */
export interface ChargeReport {
  readonly charge: string;
  /** Undefined where it was not made for an order of ours. */
  readonly orderId: string | undefined;
  /** Under which it was authorized; undefined where that was not done by us. */
  readonly key: string | undefined;
  readonly status: 'authorized' | 'captured' | 'voided';
  readonly capturedMinor: number;
  readonly refunds: readonly RefundReport[];
  readonly disputes: readonly DisputeReport[];
}

/** An amount that the provider gives back. `pending` is accepted, and not given yet. */
export type RefundReport = ReportedRefund &
  ({ readonly status: 'pending' | 'succeeded' } | { readonly status: 'failed'; readonly failure: Failure });

interface ReportedRefund {
  readonly reference: string;
  /** Under which it was asked for; undefined where that was not done by us. */
  readonly key: string | undefined;
  readonly amountMinor: number;
}

export interface DisputeReport {
  readonly reference: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly status: 'open' | 'won' | 'lost';
}

/** Takes in what the provider says of the payment itself. What is older than what we know changes nothing. */
export function recordReport(payment: Payment, report: ChargeReport): Payment {
  const known = recordAuthorization(payment, report);
  const { state } = known;
  if (state.status !== 'authorized' && state.status !== 'capturing' && state.status !== 'capture_failed') return known;
  const { charge } = state;
  if (charge !== report.charge || report.status === 'authorized') return known;
  if (report.status === 'voided') return { ...known, state: { status: 'voided', charge } };
  return { ...known, state: { status: 'captured', charge }, capturedMinor: report.capturedMinor };
}

// A charge that somebody else has made for the order, by hand at the provider, is not the one that we asked for.
function recordAuthorization(payment: Payment, { key, charge }: ChargeReport): Payment {
  if (key !== stepKey(payment.id, 'authorize')) return payment;
  return recordAnswer(payment, { operation: 'authorize', outcome: { kind: 'approved', reference: charge } });
}

/** Something that the provider says has happened to a charge. */
export interface ChargeNews {
  readonly charge: string;
  /** `awaited`: nobody has said anything; we want to know how the refunds under way have ended. */
  readonly news: 'authorized' | 'captured' | 'voided' | 'refunded' | 'disputed' | 'awaited';
  /** The provider's name for the refund or dispute that it is about. */
  readonly reference?: string | undefined;
}

/** True where the news tells nothing that the payment of the charge does not show already. */
export function isKnown(payment: Payment, { news }: ChargeNews): boolean {
  const { status } = payment.state;
  switch (news) {
    case 'authorized':
      return status !== 'pending';
    case 'captured':
    case 'voided':
      return status === news;
    case 'awaited':
      return payment.refundingMinor === 0;
    case 'refunded':
    case 'disputed':
      return false;
  }
}
