import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { narrowedScopes } from '../domain/client.ts';
import { scopesOf } from '../domain/scopes.ts';
import { NOBODY } from '../domain/security-act.ts';
import { decideRefresh, extendedSession, type Session, type SessionPolicy } from '../domain/session.ts';
import { sessions } from '../persistence/sessions.ts';
import { users } from '../persistence/users.ts';
import type { OpenedSession } from './open-session.ts';
import type { RecordAct } from './record-act.ts';

export interface RefreshSessionInput {
  readonly refreshToken: string;
  /** Of the access token, separated by spaces; all that the user has where it is left out. */
  readonly scope?: string | undefined;
}

/** A refusal is a value, because the session that it ends must be committed. */
export type RefreshOutcome =
  | { readonly kind: 'refreshed'; readonly session: OpenedSession; readonly scopes: readonly Scope[] }
  | { readonly kind: 'refused'; readonly because: 'unknown' | 'ended' | 'reused' | 'scope' };

interface Deps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sessionPolicy: SessionPolicy;
  readonly recordAct: RecordAct;
}

export type RefreshSession = ReturnType<typeof refreshSession>;

export const refreshSession =
  (deps: Deps) =>
  async (tx: Tx, { refreshToken, scope }: RefreshSessionInput): Promise<RefreshOutcome> => {
    const presented = await sessions.lockByToken(tx, refreshToken);
    if (!presented) return { kind: 'refused', because: 'unknown' };
    const { session, rotation } = presented;
    const now = deps.clock.now();
    const decision = decideRefresh(session, rotation, now);
    if (decision.kind === 'ended') return { kind: 'refused', because: 'ended' };
    if (decision.kind === 'reused') return endReused(deps, tx, session, now);
    const extended = extendedSession(session, now, deps.sessionPolicy);
    const successor = async () =>
      decision.kind === 'repeat' ? decision.successor : sessions.rotate(tx, refreshToken, extended, now);
    return goOn(tx, session, scope, successor);
  };

/** The token is exchanged last, so that a request for too much does not cost it. */
async function goOn(
  tx: Tx,
  session: Session,
  scope: string | undefined,
  successor: () => Promise<string>,
): Promise<RefreshOutcome> {
  const user = await users.find(tx, session.userId);
  if (!user) return { kind: 'refused', because: 'ended' };
  const scopes = narrowedScopes(scopesOf(user.roles), scope);
  if (!scopes) return { kind: 'refused', because: 'scope' };
  return { kind: 'refreshed', session: { id: session.id, user, refreshToken: await successor() }, scopes };
}

async function endReused(deps: Deps, tx: Tx, { id, userId }: Session, now: Date): Promise<RefreshOutcome> {
  await sessions.revoke(tx, id, 'token_reused', now);
  await deps.recordAct(tx, { act: 'refresh-token-reused', actor: NOBODY, subject: { kind: 'user', id: userId } });
  deps.log.warn({ userId, sessionId: id }, 'a refresh token was used twice; its session is revoked');
  return { kind: 'refused', because: 'reused' };
}
