import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { InvalidCredentials } from '../domain/errors.ts';
import { newSession, type SessionPolicy } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import { credentials } from '../persistence/credentials.ts';
import { sessions } from '../persistence/sessions.ts';
import { users } from '../persistence/users.ts';
import type { CheckedCredential } from './check-password.ts';
import type { RecordAct } from './record-act.ts';

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

/** Refuses a password that was right when it was checked and has been changed since. */
export const openSession =
  ({ clock, sessionPolicy, recordAct }: Deps) =>
  async (tx: Tx, { userId, passwordHash, freshHash }: CheckedCredential): Promise<OpenedSession> => {
    const user = await users.lock(tx, userId);
    const current = await credentials.hashOf(tx, userId);
    if (!user || current !== passwordHash) throw new InvalidCredentials();
    const now = clock.now();
    if (freshHash !== undefined) await credentials.replace(tx, { userId, from: passwordHash, to: freshHash, now });
    const session = newSession(newId(), userId, now, sessionPolicy);
    const refreshToken = await sessions.open(tx, session);
    await recordAct(tx, { act: 'signed-in', actor: { kind: 'user', id: userId }, subject: { kind: 'session', id: session.id } });
    return { id: session.id, user, refreshToken };
  };
