import { secondsAfter } from '#shared-kernel/clock.ts';
import { NextKeyTooNew } from './errors.ts';

/** The public half of a key on the curve P-256, as RFC 7517 writes it. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

export interface KeyPair {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  /** The private half as a JWK, sealed: nobody reads it with the database alone. */
  readonly sealedPrivateJwk: string;
}

/** `next` is published and waits; `active` signs; `retiring` only verifies what it has signed. */
export type KeyState = 'next' | 'active' | 'retiring';

export interface SigningKey {
  readonly kid: string;
  readonly state: KeyState;
  readonly publicJwk: PublicJwk;
  /** Gone as soon as the key signs no more. */
  readonly sealedPrivateJwk: string | undefined;
  readonly createdAt: Date;
  readonly activatedAt: Date | undefined;
  readonly retiredAt: Date | undefined;
}

/** Where the private half is kept, for whoever seals it: copied to another row it does not open. */
export function placeOf(kid: string): string {
  return `signing_keys/${kid}`;
}

/** Every verifier has read the key set again by then: processes reload within five minutes, others may cache for five. */
const PUBLISHED_AHEAD_SECONDS = 15 * 60;

/** Twice the longest life that a token may be given, so none outlives the key that verifies it. */
const RETIRING_SECONDS = 2 * 24 * 60 * 60;

export function keyIn(keys: readonly SigningKey[], state: 'next' | 'active'): SigningKey | undefined {
  return keys.find((key) => key.state === state);
}

export function isRotationDue(keys: readonly SigningKey[], now: Date, rotateAfterSeconds: number): boolean {
  const activatedAt = keyIn(keys, 'active')?.activatedAt;
  return activatedAt !== undefined && secondsAfter(activatedAt, rotateAfterSeconds) <= now;
}

/** Which key begins to sign and which one ends. Refuses while the next key may be unknown to some verifier. */
export function decideRotation(keys: readonly SigningKey[], now: Date): { readonly activate: string; readonly retire: string } {
  const next = keyIn(keys, 'next');
  const active = keyIn(keys, 'active');
  if (!next || !active) throw new Error('there is no key to rotate to: the first keys were never made');
  if (secondsAfter(next.createdAt, PUBLISHED_AHEAD_SECONDS) > now) throw new NextKeyTooNew();
  return { activate: next.kid, retire: active.kid };
}

/** Keys that retired before this time verify nothing that is still good. */
export function retiredBefore(now: Date): Date {
  return secondsAfter(now, -RETIRING_SECONDS);
}
