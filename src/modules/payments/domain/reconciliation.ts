/** What one side says of a charge. Amounts in minor units of `currency`. */
export interface ChargeTotals {
  readonly charge: string;
  readonly orderId: string;
  readonly currency: string;
  readonly authorizedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly voided: boolean;
}

/** A charge as our ledger adds it up, beside what the payment itself shows. */
export interface BookedCharge extends ChargeTotals {
  readonly paymentId: string;
  readonly shownCapturedMinor: number;
  readonly shownRefundedMinor: number;
}

export interface Difference {
  readonly charge: string;
  readonly orderId: string;
  readonly kind: 'unknown_to_us' | 'unknown_to_provider' | 'totals_differ' | 'payment_differs_from_ledger';
  readonly ours?: ChargeTotals;
  readonly theirs?: ChargeTotals;
}

/** Every way in which our books and the provider's disagree about one charge; none where they agree. */
export function differencesOf(ours: BookedCharge | undefined, theirs: ChargeTotals | undefined): readonly Difference[] {
  if (ours && theirs)
    return [...bookkeepingErrors(ours), ...(equal(ours, theirs) ? [] : [difference('totals_differ', ours, theirs)])];
  if (ours) return [...bookkeepingErrors(ours), difference('unknown_to_provider', ours, undefined)];
  return theirs ? [difference('unknown_to_us', undefined, theirs)] : [];
}

function bookkeepingErrors(ours: BookedCharge): readonly Difference[] {
  const agrees = ours.capturedMinor === ours.shownCapturedMinor && ours.refundedMinor === ours.shownRefundedMinor;
  return agrees ? [] : [difference('payment_differs_from_ledger', ours, undefined)];
}

function difference(kind: Difference['kind'], ours: ChargeTotals | undefined, theirs: ChargeTotals | undefined): Difference {
  const { charge = '', orderId = '' } = ours ?? theirs ?? {};
  return { charge, orderId, kind, ...(ours ? { ours } : {}), ...(theirs ? { theirs } : {}) };
}

function equal(ours: ChargeTotals, theirs: ChargeTotals): boolean {
  return COMPARED.every((field) => ours[field] === theirs[field]);
}

const COMPARED = ['orderId', 'currency', 'authorizedMinor', 'capturedMinor', 'refundedMinor', 'voided'] as const;
