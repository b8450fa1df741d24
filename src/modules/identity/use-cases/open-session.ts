import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { NOBODY } from '../domain/security-act.ts';
import { newSession, type SessionPolicy } from '../domain/session.ts';
import { forgivenTurns, type SignInAttempt } from '../domain/sign-in-turn.ts';
import type { User } from '../domain/user.ts';
import { credentials } from '../persistence/credentials.ts';
import { sessions } from '../persistence/sessions.ts';
import { signInTurns } from '../persistence/sign-in-turns.ts';
import { users } from '../persistence/users.ts';
import type { CheckedCredential } from './check-password.ts';
import type { RecordAct } from './record-act.ts';

export interface OpenSessionInput {
  /** Undefined where the password was wrong. */
  readonly checked: CheckedCredential | undefined;
  /** Whose turn was taken. */
  readonly attempt: SignInAttempt;
}

/** What a client gets its tokens from. */
export interface OpenedSession {
  readonly id: string;
  readonly user: Pick<User, 'id' | 'roles' | 'version'>;
  readonly refreshToken: string;
}

interface Deps {
  readonly clock: Clock;
  readonly sessionPolicy: SessionPolicy;
  readonly recordAct: RecordAct;
}

export type OpenSession = ReturnType<typeof openSession>;

/** Undefined, which is written down, for a wrong password, and for one that was right when it was checked and was changed since. */
export const openSession =
  ({ clock, sessionPolicy, recordAct }: Deps) =>
  async (tx: Tx, { checked, attempt }: OpenSessionInput): Promise<OpenedSession | undefined> => {
    const user = checked && (await whoStillKnows(tx, checked));
    if (!checked || !user) {
      const meant = await users.findByEmail(tx, attempt.email);
      await recordAct(tx, { act: 'sign-in-failed', actor: NOBODY, subject: meant && { kind: 'user', id: meant.id } });
      return undefined;
    }
    const { userId, passwordHash: from, freshHash: to } = checked;
    const now = clock.now();
    if (to !== undefined) await credentials.replace(tx, { userId, from, to, now });
    await signInTurns.save(tx, attempt, forgivenTurns(await signInTurns.lock(tx, attempt, now), now));
    await signInTurns.belongTo(tx, attempt, userId);
    const session = newSession(newId(), userId, now, sessionPolicy);
    const refreshToken = await sessions.open(tx, session);
    await recordAct(tx, { act: 'signed-in', actor: { kind: 'user', id: userId }, subject: { kind: 'session', id: session.id } });
    return { id: session.id, user, refreshToken };
  };

async function whoStillKnows(tx: Tx, { userId, passwordHash }: CheckedCredential): Promise<User | undefined> {
  const user = await users.lock(tx, userId);
  return (await credentials.hashOf(tx, userId)) === passwordHash ? user : undefined;
}
