import { refuseWeakPassword } from '../domain/password.ts';
import type { Passwords } from '../ports/passwords.ts';

interface Deps {
  readonly passwords: Passwords;
}

export type HashNewPassword = ReturnType<typeof hashNewPassword>;

/** Refuses a weak one. Done before a connection is held, because it takes long. */
export const hashNewPassword =
  ({ passwords }: Deps) =>
  async (password: string, email: string): Promise<string> => {
    refuseWeakPassword(password, email);
    return passwords.hash(password);
  };
