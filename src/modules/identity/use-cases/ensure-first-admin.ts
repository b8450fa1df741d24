import type { Tx } from '#shared-kernel/database/database.ts';
import type { Log } from '#shared-kernel/log.ts';
import { EmailTaken } from '../domain/errors.ts';
import { SYSTEM } from '../domain/security-act.ts';
import { isAdmin } from '../domain/user.ts';
import { users } from '../persistence/users.ts';
import type { RegisterUser } from './register-user.ts';

export interface FirstAdmin {
  readonly email: string;
  readonly passwordHash: string;
}

interface Deps {
  readonly log: Log;
  readonly registerUser: RegisterUser;
}

export type EnsureFirstAdmin = ReturnType<typeof ensureFirstAdmin>;

/** Sees to it that somebody can run the shop. An account that exists is left as it is, its password too. */
export const ensureFirstAdmin =
  ({ log, registerUser }: Deps) =>
  async (tx: Tx, { email, passwordHash }: FirstAdmin): Promise<void> => {
    const there = await users.findByEmail(tx, email);
    // Whoever registered this address first must not become an admin by it.
    if (there && !isAdmin(there))
      log.warn({ userId: there.id }, 'the account of the first admin is not an admin, and is left so');
    if (there) return;
    try {
      await registerUser(tx, { email, name: 'Admin', passwordHash, roles: ['admin'], by: SYSTEM });
    } catch (error) {
      // Another process that starts at the same time was faster.
      if (!(error instanceof EmailTaken)) throw error;
    }
  };
