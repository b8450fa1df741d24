import { WrongPassword } from '../domain/errors.ts';
import { refuseWeakPassword } from '../domain/password.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { KnownCredential } from './check-password.ts';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly password: string;
  readonly email: string;
}

/** The change as `changeProfile` makes it, where the password is still the one that was checked. */
export interface PreparedPasswordChange {
  readonly from: string;
  readonly to: string;
}

interface Deps {
  readonly passwords: Passwords;
}

export type PreparePasswordChange = ReturnType<typeof preparePasswordChange>;

/** Checks the old password and hashes the new one, before a connection is held. */
export const preparePasswordChange =
  ({ passwords }: Deps) =>
  async (known: KnownCredential | undefined, change: PasswordChange): Promise<PreparedPasswordChange> => {
    refuseWeakPassword(change.password, change.email);
    const right = await passwords.verify(change.currentPassword, known?.passwordHash);
    if (!right || !known) throw new WrongPassword();
    return { from: known.passwordHash, to: await passwords.hash(change.password) };
  };
