import type { Money } from '#shared-kernel/money.ts';
import type { Failure, Outcome } from './payment.ts';

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
