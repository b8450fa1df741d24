import type { Money } from '#shared-kernel/money.ts';
import { capturedOf, chargeOf, type Payment, type Step } from './payment.ts';
import type { Refund } from './refund.ts';
import { stepKey } from './step-key.ts';

/** One movement of money that the provider confirmed. Its key is the one it had at the provider: booked once. */
export interface LedgerEntry {
  readonly key: string;
  readonly kind: 'authorization' | 'capture' | 'void' | 'refund';
  readonly amountMinor: number;
  /** The provider's name for it. */
  readonly reference: string;
}

/** The entries that a change of the payment's state stands for. */
export function entriesFor(before: Payment, after: Payment): LedgerEntry[] {
  const charge = chargeOf(after);
  if (charge === undefined) return [];
  const entry = (kind: LedgerEntry['kind'], operation: Step['operation'], { amountMinor }: Money): LedgerEntry => ({
    key: stepKey(after.id, operation),
    kind,
    amountMinor,
    reference: charge,
  });
  return [
    ...(chargeOf(before) === undefined ? [entry('authorization', 'authorize', after.amount)] : []),
    ...(became('captured', before, after) ? [entry('capture', 'capture', capturedOf(after))] : []),
    ...(became('voided', before, after) ? [entry('void', 'void', after.amount)] : []),
  ];
}

/** The entry of a refund that was given; none where it failed. */
export function entriesForRefund({ id, amount, state }: Refund): LedgerEntry[] {
  if (state.status !== 'succeeded') return [];
  return [{ key: id, kind: 'refund', amountMinor: amount.amountMinor, reference: state.reference }];
}

function became(status: Payment['state']['status'], before: Payment, after: Payment): boolean {
  return before.state.status !== status && after.state.status === status;
}
