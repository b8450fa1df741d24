import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { RegisterUserBody } from '../http/schemas.ts';
import type { HashNewPassword } from '../use-cases/hash-new-password.ts';
import type { RegisterUser } from '../use-cases/register-user.ts';

export interface CreateAdminDeps {
  readonly database: Database;
  readonly hashNewPassword: HashNewPassword;
  readonly registerUser: RegisterUser;
}

/** `{email, password, name}` → `{id, email}`. Refuses an address that has an account: an admin can give that one the role. */
export function createAdminVerb({ database, hashNewPassword, registerUser }: CreateAdminDeps): AdminVerb {
  return {
    name: 'create-admin',
    async run(input) {
      const { email, password, name } = RegisterUserBody.parse(input);
      const passwordHash = await hashNewPassword(password, email);
      const user = await database.transaction({ correlationId: newId() }, (tx) =>
        registerUser(tx, { email, name, passwordHash, roles: ['admin'] }),
      );
      return { id: user.id, email: user.email };
    },
  };
}
