import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Log } from '#shared-kernel/log.ts';
import { NOBODY } from '../domain/security-act.ts';
import { decideRefresh, extendedSession, type SessionPolicy } from '../domain/session.ts';
import { sessions } from '../persistence/sessions.ts';
import { users } from '../persistence/users.ts';
import type { OpenedSession } from './open-session.ts';
import type { RecordAct } from './record-act.ts';

/** A refusal is a value, because the session that it ends must be committed. */
export type RefreshOutcome =
  | { readonly kind: 'refreshed'; readonly session: OpenedSession }
  | { readonly kind: 'refused'; readonly because: 'unknown' | 'ended' | 'reused' };

interface Deps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sessionPolicy: SessionPolicy;
  readonly recordAct: RecordAct;
}

export type RefreshSession = ReturnType<typeof refreshSession>;

export const refreshSession =
  ({ clock, log, sessionPolicy, recordAct }: Deps) =>
  async (tx: Tx, refreshToken: string): Promise<RefreshOutcome> => {
    const presented = await sessions.lockByToken(tx, refreshToken);
    if (!presented) return { kind: 'refused', because: 'unknown' };
    const { session, rotatedAt } = presented;
    const now = clock.now();
    const decision = decideRefresh(session, rotatedAt, now);
    if (decision === 'ended') return { kind: 'refused', because: 'ended' };
    if (decision === 'reused') {
      await sessions.revoke(tx, session.id, 'token_reused', now);
      log.warn({ userId: session.userId, sessionId: session.id }, 'a refresh token was used twice; its session is revoked');
      await recordAct(tx, { act: 'refresh-token-reused', actor: NOBODY, subject: { kind: 'user', id: session.userId } });
      return { kind: 'refused', because: 'reused' };
    }
    const user = await users.find(tx, session.userId);
    if (!user) return { kind: 'refused', because: 'ended' };
    const successor = await sessions.rotate(tx, refreshToken, extendedSession(session, now, sessionPolicy), now);
    return { kind: 'refreshed', session: { id: session.id, user, refreshToken: successor } };
  };
