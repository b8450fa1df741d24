import type { Tx } from '#shared-kernel/database/database.ts';

export interface CredentialReplacement {
  readonly userId: string;
  /** The hash that the password was checked against. */
  readonly from: string;
  readonly to: string;
  readonly now: Date;
}

export const credentials = {
  async add(tx: Tx, userId: string, passwordHash: string, now: Date): Promise<void> {
    await tx.sql`
      insert into identity.credentials (user_id, password_hash, changed_at) values (${userId}, ${passwordHash}, ${now})`;
  },

  async hashOf(tx: Tx, userId: string): Promise<string | undefined> {
    const [row] = await tx.sql<{ passwordHash: string }>`
      select password_hash as "passwordHash" from identity.credentials where user_id = ${userId}`;
    return row?.passwordHash;
  },

  /** False where the password was changed since it was checked. */
  async replace(tx: Tx, { userId, from, to, now }: CredentialReplacement): Promise<boolean> {
    const replaced = await tx.sql`
      update identity.credentials set password_hash = ${to}, changed_at = ${now}
      where user_id = ${userId} and password_hash = ${from}
      returning user_id`;
    return replaced.length === 1;
  },
};
