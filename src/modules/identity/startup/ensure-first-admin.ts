import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { FirstAdmin } from '../adapters/first-admin-file.ts';
import { EmailTaken } from '../domain/errors.ts';
import type { Passwords } from '../ports/passwords.ts';
import { hasAdmin } from '../queries/has-admin.ts';
import { listUsers } from '../queries/list-users.ts';
import type { RegisterUser } from '../use-cases/register-user.ts';

export interface FirstAdminDeps {
  readonly database: Database;
  readonly log: Log;
  readonly passwords: Passwords;
  readonly registerUser: RegisterUser;
  /** From the environment. */
  readonly configured: FirstAdmin | undefined;
  /** Where a shop without an admin may make one up. */
  readonly generated: (() => Promise<FirstAdmin>) | undefined;
}

/** Sees to it that somebody can run the shop. An account that exists is left as it is, its password too. */
export async function ensureFirstAdmin(deps: FirstAdminDeps): Promise<void> {
  const { database, log, configured, generated } = deps;
  if (configured) return makeUnlessThere(deps, configured);
  if (await database.read(hasAdmin)) return;
  if (generated) return makeUnlessThere(deps, await generated());
  log.warn({}, 'there is no admin yet: set TESSERA_ADMIN_EMAIL and TESSERA_ADMIN_PASSWORD, or run `users create-admin`');
}

async function makeUnlessThere({ database, log, passwords, registerUser }: FirstAdminDeps, admin: FirstAdmin): Promise<void> {
  const [there] = await database.read((db) => listUsers(db, { email: admin.email, limit: 1 }));
  if (there?.roles.includes('admin')) return;
  if (there) {
    // Whoever registered this address first must not become an admin by it.
    log.warn({ userId: there.id }, 'the account of TESSERA_ADMIN_EMAIL is not an admin, and is left so');
    return;
  }
  const passwordHash = await passwords.hash(admin.password);
  const registration = { email: admin.email, name: 'Admin', passwordHash, roles: ['admin'] as const };
  try {
    await database.transaction({ correlationId: newId() }, (tx) => registerUser(tx, registration));
  } catch (error) {
    // Another process that starts at the same time was faster.
    if (!(error instanceof EmailTaken)) throw error;
  }
}
