import type { Passwords } from '../ports/passwords.ts';

export interface KnownCredential {
  readonly userId: string;
  readonly passwordHash: string;
}

/** Who has shown that they know the password, and against which hash. */
export interface CheckedCredential extends KnownCredential {
  /** A hash of the same password with the parameters of today, where the stored one has others. */
  readonly freshHash: string | undefined;
}

interface Deps {
  readonly passwords: Passwords;
}

export type CheckPassword = ReturnType<typeof checkPassword>;

/** Undefined, after the same work, where the password is wrong and where the account does not exist. */
export const checkPassword =
  ({ passwords }: Deps) =>
  async (known: KnownCredential | undefined, password: string): Promise<CheckedCredential | undefined> => {
    const right = await passwords.verify(password, known?.passwordHash);
    if (!right || !known) return undefined;
    const freshHash = passwords.isOutdated(known.passwordHash) ? await passwords.hash(password) : undefined;
    return { userId: known.userId, passwordHash: known.passwordHash, freshHash };
  };
