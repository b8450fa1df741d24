import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { InvalidCredentials } from '../domain/errors.ts';
import type { Role } from '../domain/roles.ts';
import { newSession, type SessionPolicy } from '../domain/session.ts';
import { credentials } from '../persistence/credentials.ts';
import { sessions } from '../persistence/sessions.ts';
import { users } from '../persistence/users.ts';
import type { CheckedCredential } from './check-password.ts';

/** What a client gets its tokens from. */
export interface OpenedSession {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly refreshToken: string;
}

interface Deps {
  readonly clock: Clock;
  readonly sessionPolicy: SessionPolicy;
}

export type OpenSession = ReturnType<typeof openSession>;

/** Refuses a password that was right when it was checked and has been changed since. */
export const openSession =
  ({ clock, sessionPolicy }: Deps) =>
  async (tx: Tx, { userId, passwordHash, freshHash }: CheckedCredential): Promise<OpenedSession> => {
    const user = await users.lock(tx, userId);
    const current = await credentials.hashOf(tx, userId);
    if (!user || current !== passwordHash) throw new InvalidCredentials();
    const now = clock.now();
    if (freshHash !== undefined) await credentials.replace(tx, { userId, from: passwordHash, to: freshHash, now });
    const refreshToken = await sessions.open(tx, newSession(newId(), userId, now, sessionPolicy));
    return { userId, roles: user.roles, refreshToken };
  };
