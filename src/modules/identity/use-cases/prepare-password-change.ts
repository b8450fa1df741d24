import { WrongPassword } from '../domain/errors.ts';
import { refuseWeakPassword } from '../domain/password.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { KnownCredential } from './check-password.ts';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly password: string;
}

/** The change as `changeProfile` makes it, where the password is still the one that was checked. */
export interface PreparedPasswordChange {
  readonly from: string;
  readonly to: string;
}

interface CredentialWithEmail extends KnownCredential {
  readonly email: string;
}

interface Deps {
  readonly passwords: Passwords;
}

export type PreparePasswordChange = ReturnType<typeof preparePasswordChange>;

/** Checks the old password and hashes the new one, before a connection is held. */
export const preparePasswordChange =
  ({ passwords }: Deps) =>
  async (known: CredentialWithEmail | undefined, change: PasswordChange): Promise<PreparedPasswordChange> => {
    const right = await passwords.verify(change.currentPassword, known?.passwordHash);
    if (!right || !known) throw new WrongPassword();
    refuseWeakPassword(change.password, known.email);
    return { from: known.passwordHash, to: await passwords.hash(change.password) };
  };
