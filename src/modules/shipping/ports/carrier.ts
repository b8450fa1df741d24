import type { BookingAnswer, CancellationAnswer, Destination, Line } from '../domain/shipment.ts';

/** What a carrier is asked to fetch. */
export interface ShipmentRequest extends Destination {
  /** The idempotency key: one key, one shipment, one answer, however often it is asked for. */
  readonly key: string;
  readonly lines: readonly Line[];
}

/** The call ended without an answer: it had its effect, or not, or has it yet. Ask before anything else is done. */
export interface UnknownOutcome {
  readonly kind: 'unknown';
  readonly detail: string;
}

/**
 * A company that carries parcels. Answers are values; what throws is a carrier that cannot be reached,
 * or one that breaks this contract, and the call may be repeated under the same key.
 */
export interface Carrier {
  create(request: ShipmentRequest, signal: AbortSignal): Promise<BookingAnswer | UnknownOutcome>;
  /** What became of `create` under this key; `absent` where the carrier never heard of it. */
  find(key: string, signal: AbortSignal): Promise<BookingAnswer | UnknownOutcome | { readonly kind: 'absent' }>;
  /**
   * Cancels whatever was, is being, or will be created under `key`: after `cancelled`, no request with that key
   * has an effect, not even one that is still on its way. `idempotencyKey` is that of the cancellation itself.
   */
  cancel(key: string, idempotencyKey: string, signal: AbortSignal): Promise<CancellationAnswer | UnknownOutcome>;
}
