import { secondsAfter } from '#shared-kernel/clock.ts';

/** What a sign-in opens: a chain of refresh tokens, each good once. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly startedAt: Date;
  /** Ends by itself when it is not refreshed until then. */
  readonly idleUntil: Date;
  /** Ends then, however often it is refreshed. */
  readonly endsAt: Date;
  readonly revokedAt: Date | undefined;
}

export interface SessionPolicy {
  readonly idleSeconds: number;
  readonly maxSeconds: number;
}

export type RevocationReason = 'token_reused' | 'password_changed' | 'signed_out';

export function newSession(id: string, userId: string, now: Date, policy: SessionPolicy): Session {
  const endsAt = secondsAfter(now, policy.maxSeconds);
  return { id, userId, startedAt: now, idleUntil: idleUntil(now, endsAt, policy), endsAt, revokedAt: undefined };
}

export function extendedSession(session: Session, now: Date, policy: SessionPolicy): Session {
  return { ...session, idleUntil: idleUntil(now, session.endsAt, policy) };
}

/** That a refresh token was exchanged for its successor, which may not have been used yet. */
export interface Rotation {
  readonly at: Date;
  readonly unusedSuccessor: string | undefined;
}

export type RefreshDecision =
  | { readonly kind: 'refresh' | 'reused' | 'ended' }
  | { readonly kind: 'repeat'; readonly successor: string };

/** For so long a client that got no answer, or asked twice at once, may ask again. */
const LOST_REPLY_SECONDS = 10;

/**
 * `reused` means that two hold the chain, and one of them stole it: nobody can tell which, so the whole session has
 * to end (RFC 9700, 4.14.2). A token that comes back within seconds, its successor unused, is a lost reply, and is
 * given the very same successor: a thief who was that quick holds what its owner holds, and whoever of them uses it
 * second is found out.
 */
export function decideRefresh(session: Session, rotation: Rotation | undefined, now: Date): RefreshDecision {
  if (session.revokedAt !== undefined || session.idleUntil <= now) return { kind: 'ended' };
  if (rotation === undefined) return { kind: 'refresh' };
  const { at, unusedSuccessor: successor } = rotation;
  if (successor === undefined || secondsAfter(at, LOST_REPLY_SECONDS) <= now) return { kind: 'reused' };
  return { kind: 'repeat', successor };
}

function idleUntil(now: Date, endsAt: Date, { idleSeconds }: SessionPolicy): Date {
  const idle = secondsAfter(now, idleSeconds);
  return idle < endsAt ? idle : endsAt;
}
