import { integer, jsonb, type PgTable, pgSchema, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Tx } from '../database/database.ts';
import type { ErasedRecords } from '../messaging/define-personal-data.ts';

/** The table of users whose data must not come back: every module that holds personal data has it in its own schema. */
export function erasedUsersTable(module: string): PgTable {
  return pgSchema(module).table('erased_users', {
    userId: uuid('user_id').primaryKey(),
    erasedAt: timestamp('erased_at', { withTimezone: true, mode: 'date' }).notNull(),
    records: jsonb('records'),
    version: integer('version').notNull().default(0),
  });
}

/** Users whose personal data is gone, and must not come back with a message that arrives late. */
export const erasedUsers = {
  /** Waits for whoever writes about the user right now, and lets nobody begin to until the transaction has ended. */
  async lock(tx: Tx, userId: string): Promise<void> {
    await tx.sql`select pg_advisory_xact_lock(hashtext(current_schema() || '.erased_users'), hashtext(${userId}))`;
  },

  async mark(tx: Tx, userId: string, at: Date): Promise<void> {
    await tx.sql`insert into erased_users (user_id, erased_at) values (${userId}, ${at}) on conflict do nothing`;
  },

  /** What was done to the records of a marked user; undefined where that has not happened. */
  async recordsOf(tx: Tx, userId: string): Promise<readonly ErasedRecords[] | undefined> {
    const [row] = await tx.sql<{ records: readonly ErasedRecords[] | null }>`
      select records from erased_users where user_id = ${userId}`;
    return row?.records ?? undefined;
  },

  /** Keeps what was done, to be told again in the same words; resolves to how often it has been told. */
  async report(tx: Tx, userId: string, records: readonly ErasedRecords[]): Promise<number> {
    const [row] = await tx.sql<{ version: number }>`
      update erased_users set records = ${JSON.stringify(records)}::jsonb, version = version + 1
      where user_id = ${userId} returning version`;
    if (!row) throw new Error(`user ${userId} was not marked as erased`);
    return row.version;
  },

  /** Keeps these users from being erased until the transaction has ended, and tells which were erased before. */
  async among(tx: Tx, userIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (userIds.length === 0) return new Set();
    // A statement of its own: the next one must see what those committed whom this one has waited for.
    await tx.sql`
      select pg_advisory_xact_lock_shared(hashtext(current_schema() || '.erased_users'), hashtext(id))
      from unnest(${userIds}::text[]) as id`;
    const rows = await tx.sql<{ id: string }>`select user_id as id from erased_users where user_id = any(${userIds}::uuid[])`;
    return new Set(rows.map(({ id }) => id));
  },

  /** Forgets the answers that the user was given under an Idempotency-Key; resolves to how many there were. */
  async forgetAnswers(tx: Tx, userId: string): Promise<number> {
    const forgotten = await tx.sql`delete from idempotency_keys where caller = ${`user:${userId}`} returning key`;
    return forgotten.length;
  },
};
