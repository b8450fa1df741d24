/** What a provider says it did for us, so that our own books can be held against it. */
export interface ProviderLedger {
  /** Every charge, the oldest first. */
  charges(): AsyncIterable<ProviderCharge>;
}

/** Amounts in minor units of `currency`. */
export interface ProviderCharge {
  readonly charge: string;
  readonly orderId: string;
  readonly currency: string;
  readonly authorizedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly voided: boolean;
}
