import type { Call } from './history.ts';

/** All that a run left behind, as plain data: what the checks judge, and nothing else. */
export interface Evidence {
  /** What clients did and were told. */
  readonly calls: readonly Call[];
  readonly orders: readonly OrderRow[];
  readonly sagas: readonly SagaRow[];
  readonly stock: readonly StockRow[];
  readonly movements: readonly MovementRow[];
  readonly reservations: readonly ReservationRow[];
  readonly payments: readonly PaymentRow[];
  readonly refunds: readonly RefundRow[];
  readonly shipments: readonly ShipmentRow[];
  readonly notifications: readonly NotificationRow[];
  /** Every job that carries a message, the harness's own copies included. */
  readonly jobs: readonly JobRow[];
  readonly marks: readonly MarkRow[];
  /** The queues that hear each type of message, compiled from the modules' code. */
  readonly hearers: ReadonlyMap<string, readonly string[]>;
  /** Messages that do not fit their contract. */
  readonly unreadable: readonly string[];
  /** What the payment provider says it did. */
  readonly charges: readonly ChargeRow[];
  /** Where our ledger of payments and the provider's differ. */
  readonly ledgerDifferences: readonly string[];
  /** What the carrier says it did. */
  readonly parcels: readonly ParcelRow[];
  /** Mails that were sent, by the notification that each is of, with repetitions. */
  readonly mails: readonly string[];
  /** What the logs of Postgres and of the processes should never say, and ends of processes that nobody ordered. */
  readonly complaints: readonly string[];
  /** What `/ready` says of processes that are not ready although everything is quiet. */
  readonly unready: readonly string[];
  /** How long it took until everything was quiet once the faults had stopped; undefined where it never was. */
  readonly quietAfterMs: number | undefined;
  /** What was still going on, where it was not quiet in time. */
  readonly unrest: readonly string[];
}

/** The address of every order whose customer was erased. */
export const ERASED_EMAIL = 'erased@users.invalid';

/** Messages that wait for their time by design, whether or not there is anything left to do then. */
export const TIMERS: readonly string[] = [
  'orders.check-saga.v1',
  'inventory.expire-hold.v1',
  'identity.check-privacy-request.v1',
];

export interface Quantity {
  readonly sku: string;
  readonly quantity: number;
}

export interface OrderRow {
  readonly id: string;
  readonly status: 'pending' | 'confirmed' | 'cancelled' | 'needs_attention';
  readonly cartId: string | null;
  readonly email: string;
  readonly lines: readonly Quantity[];
  readonly totalMinor: number;
  readonly version: number;
}

export interface SagaRow {
  readonly orderId: string;
  readonly saga: string;
  readonly phase: string;
}

export interface StockRow {
  readonly sku: string;
  readonly onHand: number;
  readonly held: number;
  readonly reserved: number;
}

export interface MovementRow extends StockRow {
  readonly kind: string;
  readonly orderId: string | null;
  readonly reason: string | null;
}

export interface ReservationRow {
  readonly orderId: string;
  readonly state: string;
  readonly version: number;
}

export interface PaymentRow {
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  readonly charge: string | null;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly refundingMinor: number;
  readonly version: number;
}

export interface RefundRow {
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly status: string;
}

export interface ShipmentRow {
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  readonly version: number;
}

/** The carrier has taken it along: it cannot be cancelled any more, and its goods are no longer in stock. */
export function hasLeft({ status }: ShipmentRow): boolean {
  return status === 'dispatched' || status === 'delivered';
}

export interface NotificationRow {
  readonly id: string;
  readonly template: string;
  readonly orderId: string | null;
  readonly status: string;
}

export interface JobRow {
  readonly jobId: string;
  readonly queue: string;
  readonly state: string;
  /** True where its time had not come yet when everything was at rest, as with a timer. */
  readonly future: boolean;
  readonly messageId: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number | null;
  readonly causationId: string | null;
  readonly payloadHash: string;
}

export interface MarkRow {
  readonly subscription: string;
  readonly messageId: string;
}

export interface ChargeRow {
  readonly id: string;
  readonly orderId: string;
  readonly authorizedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly voided: boolean;
}

export interface ParcelRow {
  /** The shipment. */
  readonly key: string;
  readonly type: 'booked' | 'refused' | 'cancelled' | 'collected';
}
