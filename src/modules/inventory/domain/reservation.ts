import type { Line } from './line.ts';

/**
 * What inventory has promised one order, and what it has told about it. A command is answered once; asked
 * again, whatever has happened since, it is answered the same again. Every function here returns the very
 * reservation that it was given where nothing changes.
 */
export interface Reservation {
  readonly orderId: string;
  readonly state: 'held' | 'reserved' | 'shipped' | 'released' | 'expired' | 'refused';
  /** Facts told so far: each answer is one, and so is an expiry. */
  readonly version: number;
  /** Of the hold; null where there never was one. */
  readonly expiresAt: Date | null;
  /** What the order asked for. */
  readonly lines: readonly Line[];
  readonly answers: Answers;
}

/** A SKU of which there is less than an order wants. */
export interface Shortage {
  readonly sku: string;
  readonly wanted: number;
  readonly available: number;
}

export interface Answers {
  readonly hold?: HoldAnswer;
  readonly reserve?: ReserveAnswer;
  readonly release?: ReleaseAnswer;
}

export type HoldAnswer =
  | { readonly sequence: number; readonly outcome: 'held' }
  | {
      readonly sequence: number;
      readonly outcome: 'refused';
      readonly code: 'short' | 'released';
      readonly shortages: readonly Shortage[];
    };

export type ReserveAnswer =
  | { readonly sequence: number; readonly outcome: 'reserved' }
  | { readonly sequence: number; readonly outcome: 'refused'; readonly code: 'no_hold' | 'hold_expired' | 'released' };

export interface ReleaseAnswer {
  readonly sequence: number;
  /** What was given back. */
  readonly lines: readonly Line[];
}

/** A hold as it is claimed; {@link refuseShort} takes it back within the same transaction. */
export function newHold(orderId: string, lines: readonly Line[], expiresAt: Date): Reservation {
  return { orderId, state: 'held', version: 1, expiresAt, lines, answers: { hold: { sequence: 1, outcome: 'held' } } };
}

export function refuseShort(hold: Reservation, shortages: readonly Shortage[]): Reservation {
  const answer = { sequence: hold.version, outcome: 'refused', code: 'short', shortages } as const;
  return { ...hold, state: 'refused', expiresAt: null, answers: { hold: answer } };
}

/** Answers a hold for an order that inventory has heard of before: again, or with a refusal because it was given up. */
export function refuseLateHold(reservation: Reservation): Reservation {
  if (reservation.answers.hold) return reservation;
  const sequence = reservation.version + 1;
  return told(reservation, { hold: { sequence, outcome: 'refused', code: 'released', shortages: [] } });
}

export function reserve(reservation: Reservation, now: Date): Reservation {
  if (reservation.answers.reserve) return reservation;
  const sequence = reservation.version + 1;
  const code = refusalToReserve(reservation, now);
  if (code) return told(reservation, { reserve: { sequence, outcome: 'refused', code } });
  return { ...told(reservation, { reserve: { sequence, outcome: 'reserved' } }), state: 'reserved' };
}

/** Gives back what is held or reserved; what was shipped stays shipped. */
export function release(reservation: Reservation): Reservation {
  if (reservation.answers.release) return reservation;
  const lines = reservation.state === 'held' || reservation.state === 'reserved' ? reservation.lines : [];
  const released = told(reservation, { release: { sequence: reservation.version + 1, lines } });
  return reservation.state === 'shipped' ? released : { ...released, state: 'released' };
}

export function expire(reservation: Reservation, now: Date): Reservation {
  if (reservation.state !== 'held' || !isOver(reservation, now)) return reservation;
  return { ...told(reservation, {}), state: 'expired' };
}

/** Tells nobody, so the version stays. */
export function ship(reservation: Reservation): Reservation {
  return reservation.state === 'reserved' ? { ...reservation, state: 'shipped' } : reservation;
}

function refusalToReserve(reservation: Reservation, now: Date): 'no_hold' | 'hold_expired' | 'released' | undefined {
  if (reservation.state === 'refused') return 'no_hold';
  if (reservation.state === 'released') return 'released';
  return isOver(reservation, now) ? 'hold_expired' : undefined;
}

function isOver({ expiresAt }: Reservation, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now.getTime();
}

function told(reservation: Reservation, answer: Answers): Reservation {
  return { ...reservation, version: reservation.version + 1, answers: { ...reservation.answers, ...answer } };
}
