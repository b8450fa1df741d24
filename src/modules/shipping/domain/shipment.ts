import { ShipmentBeingCancelled } from './errors.ts';

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export interface Address {
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly region?: string | undefined;
  readonly postalCode: string;
  readonly country: string;
}

/** Where to: personal data, gone from a finished shipment once its user is erased. */
export interface Destination {
  readonly recipient: string;
  readonly address: Address;
}

/** What a carrier gave us for its promise to fetch the shipment. */
export interface Booking {
  readonly carrier: string;
  readonly trackingNumber: string;
}

export interface Refusal {
  readonly code: string;
  readonly detail: string;
}

/**
 * The one shipment of an order. `requested`: the carrier is being asked, maybe not for the first time.
 * `cancelling`: the carrier is being asked to forget it, and only its answer tells what it becomes.
 * A shipment that was `called_off` before anybody asked for it refuses the request that comes later.
 */
export type ShipmentState =
  | { readonly status: 'requested' }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  | { readonly status: 'created' | 'dispatched' | 'in_transit' | 'delivered'; readonly booking: Booking }
  | CancellingState
  | { readonly status: 'cancelled'; readonly booking?: Booking | undefined }
  | { readonly status: 'called_off' };

interface CancellingState {
  readonly status: 'cancelling';
  readonly booking?: Booking | undefined;
}

export type ShipmentStatus = ShipmentState['status'];

export interface Shipment {
  readonly id: string;
  readonly orderId: string;
  /** Absent where a guest ordered. */
  readonly userId: string | undefined;
  /** Of the key with which a guest may look at it; absent where a user ordered. */
  readonly accessKeyHash?: string | undefined;
  readonly lines: readonly Line[];
  readonly destination: Destination | undefined;
  readonly state: ShipmentState;
  /** How many events were said about it. */
  readonly version: number;
}

/** What the carrier says to a request, once it is known. */
export type BookingAnswer =
  | { readonly kind: 'booked'; readonly booking: Booking }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What the carrier says to a cancellation, once it is known. */
export type CancellationAnswer = { readonly kind: 'cancelled' } | { readonly kind: 'too_late'; readonly booking: Booking };

/** What whoever asked for the shipment, or for its end, is told. */
export type Outcome =
  | { readonly kind: 'created'; readonly booking: Booking }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'cancellation_refused' };

export interface Settlement {
  readonly state: ShipmentState;
  readonly outcome: Outcome;
}

/** Where nothing more happens: the destination is no longer needed. */
export const FINISHED = ['refused', 'cancelled', 'called_off', 'delivered'] as const satisfies readonly ShipmentStatus[];

const CALLED_OFF: Refusal = { code: 'cancelled', detail: 'The shipment was cancelled.' };

/** Whether the carrier has to be asked for the shipment. Throws while the shipment is being cancelled. */
export function asksForBooking(state: ShipmentState): boolean {
  if (state.status === 'cancelling') throw new ShipmentBeingCancelled();
  return state.status === 'requested';
}

/**
 * What a request for the shipment comes to. Without `answer` the carrier had not to be asked. Where another
 * delivery of the request, or a cancellation, was faster, its result stands: the carrier gives one answer per key.
 */
export function settleRequest(state: ShipmentState, answer?: BookingAnswer): Settlement {
  switch (state.status) {
    case 'requested':
      return settleWithBooking(answer);
    case 'cancelling':
      throw new ShipmentBeingCancelled();
    case 'refused':
      return { state, outcome: { kind: 'refused', refusal: state.refusal } };
    case 'cancelled':
    case 'called_off':
      return { state, outcome: { kind: 'refused', refusal: CALLED_OFF } };
    default:
      return { state, outcome: { kind: 'created', booking: state.booking } };
  }
}

function settleWithBooking(answer: BookingAnswer | undefined): Settlement {
  if (answer === undefined) throw new Error('a requested shipment cannot be settled without the answer of the carrier');
  if (answer.kind === 'booked') {
    return { state: { status: 'created', booking: answer.booking }, outcome: { kind: 'created', booking: answer.booking } };
  }
  return { state: { status: 'refused', refusal: answer.refusal }, outcome: answer };
}

/** The shipment once its cancellation was asked for: `cancelling` is where the carrier has to be asked. */
export function beginCancellation(state: ShipmentState): ShipmentState {
  if (state.status === 'requested') return { status: 'cancelling' };
  if (state.status === 'created') return { status: 'cancelling', booking: state.booking };
  return state;
}

/** What a cancellation comes to. Without `answer` the carrier had not to be asked. */
export function settleCancellation(state: ShipmentState, answer?: CancellationAnswer): Settlement {
  switch (state.status) {
    case 'cancelling':
      return settleWithAnswer(state, answer);
    case 'refused':
    case 'cancelled':
    case 'called_off':
      return { state, outcome: { kind: 'cancelled' } };
    case 'requested':
      throw new Error('a shipment that is being requested cannot be the end of its cancellation');
    default:
      return { state, outcome: { kind: 'cancellation_refused' } };
  }
}

function settleWithAnswer(state: CancellingState, answer?: CancellationAnswer): Settlement {
  if (answer === undefined) throw new ShipmentBeingCancelled();
  if (answer.kind === 'cancelled') return { state: { ...state, status: 'cancelled' }, outcome: { kind: 'cancelled' } };
  return { state: { status: 'created', booking: answer.booking }, outcome: { kind: 'cancellation_refused' } };
}
