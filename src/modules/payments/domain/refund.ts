import { derivedId } from '#shared-kernel/ids.ts';
import { type Money, money } from '#shared-kernel/money.ts';
import type { RefundReport } from './charge-report.ts';
import type { Failure, Outcome, Payment } from './payment.ts';

/** An amount that is given back. It is promised under the payment's lock before the provider is asked. */
export interface Refund {
  /** Also its key at the provider. */
  readonly id: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly reason: string;
  readonly state: RefundState;
}

export type RefundState =
  | { readonly status: 'pending' }
  | { readonly status: 'succeeded'; readonly reference: string }
  | { readonly status: 'failed'; readonly failure: Failure };

export function settledRefund(refund: Refund, outcome: Outcome): Refund {
  if (outcome.kind === 'approved') return { ...refund, state: { status: 'succeeded', reference: outcome.reference } };
  return { ...refund, state: { status: 'failed', failure: { code: outcome.code, detail: outcome.detail } } };
}

/** A refund that was made by hand at the provider, from the moment before it was made. */
export function refundMadeElsewhere({ id, amount }: Payment, made: Pick<RefundReport, 'reference' | 'amountMinor'>): Refund {
  return {
    id: derivedId('payments', 'refund', made.reference),
    paymentId: id,
    amount: money(made.amountMinor, amount.currency),
    reason: MADE_ELSEWHERE,
    state: { status: 'pending' },
  };
}

/** The refund that a report is about: ours by its key, or one that was taken in before by its reference. */
export function refundAmong(refunds: readonly Refund[], { key, reference }: RefundReport): Refund | undefined {
  return refunds.find(({ id, state }) => id === key || (state.status === 'succeeded' && state.reference === reference));
}

/** How a reported refund ended; undefined where it has not. */
export function outcomeOf(report: RefundReport): Outcome | undefined {
  switch (report.status) {
    case 'pending':
      return undefined;
    case 'succeeded':
      return { kind: 'approved', reference: report.reference };
    case 'failed':
      return { kind: 'declined', ...report.failure };
  }
}

const MADE_ELSEWHERE = 'Refunded at the payment provider.';
