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

/**
 * `reused` means that two hold the chain, and one of them stole it: nobody can tell which, so the whole
 * session has to end (RFC 9700, 4.14.2). An innocent client that sends a token twice is signed out too.
 */
export function decideRefresh(session: Session, rotatedAt: Date | undefined, now: Date): 'refresh' | 'reused' | 'ended' {
  if (session.revokedAt !== undefined || session.idleUntil <= now) return 'ended';
  return rotatedAt === undefined ? 'refresh' : 'reused';
}

function idleUntil(now: Date, endsAt: Date, { idleSeconds }: SessionPolicy): Date {
  const idle = secondsAfter(now, idleSeconds);
  return idle < endsAt ? idle : endsAt;
}
