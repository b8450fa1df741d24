import { secondsAfter } from '#shared-kernel/clock.ts';

/** A key on the curve P-256 that payment tokens are sealed to. The newest is in use, the others open what is under way. */
export interface TokenKey {
  readonly id: string;
  /** Counts the keys, from 1. */
  readonly version: number;
  readonly publicJwk: TokenJwk;
  /** The private half: nobody reads it with the database alone. */
  readonly sealedPrivateJwk: string;
  readonly createdAt: Date;
}

export interface TokenJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** Where the private half is kept, for whoever seals it: copied to another row it does not open. */
export function placeOf(id: string): string {
  return `token_keys/${id}`;
}

/** True where there is no key yet, and where the one in use is this old. */
export function isRotationDue(newest: TokenKey | undefined, now: Date, afterSeconds: number): boolean {
  return newest === undefined || secondsAfter(newest.createdAt, afterSeconds) <= now;
}

/** Keys that retired before this time open nothing that anybody still waits for. */
export function retiredBefore(now: Date): Date {
  return secondsAfter(now, -OPENS_SECONDS);
}

// Orders are given up within hours, and messages that lay with the dead letters for longer are about orders long cancelled.
const OPENS_SECONDS = 90 * 86_400;
