import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { OPERATOR } from '../domain/security-act.ts';
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
      const { email, password, name } = CreateAdminInput.parse(input);
      const passwordHash = await hashNewPassword(password, email);
      const user = await database.transaction({ correlationId: newId() }, (tx) =>
        registerUser(tx, { email, name, passwordHash, roles: ['admin'], by: OPERATOR }),
      );
      return { id: user.id, email: user.email };
    },
  };
}

const CreateAdminInput = z.strictObject({
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
  password: z.string().min(8).max(200),
  name: z.string().trim().min(1).max(200),
});
