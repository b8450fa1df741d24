import type { Tx } from '#shared-kernel/database/database.ts';

/** Users whose personal data is gone, and must not come back with a message that arrives late. */
export const erasedUsers = {
  /** Blanks whatever the module holds of the user, and marks the user for what is still to come. */
  async erase(tx: Tx, userId: string, at: Date): Promise<void> {
    await tx.sql`select pg_advisory_xact_lock(hashtext('notifications.erased_users'), hashtext(${userId}))`;
    await tx.sql`
      insert into notifications.erased_users (user_id, erased_at) values (${userId}, ${at}) on conflict do nothing`;
    await tx.sql`update notifications.order_contacts set email = null, name = null where user_id = ${userId}`;
    await tx.sql`update notifications.notifications set recipient = null where user_id = ${userId}`;
  },

  /** Keeps these users from being erased until the transaction has ended, and tells which were erased before. */
  async among(tx: Tx, userIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (userIds.length === 0) return new Set();
    // A statement of its own: the next one must see what those committed whom this one has waited for.
    await tx.sql`
      select pg_advisory_xact_lock_shared(hashtext('notifications.erased_users'), hashtext(id))
      from unnest(${userIds}::text[]) as id`;
    const rows = await tx.sql<{ id: string }>`
      select user_id as id from notifications.erased_users where user_id = any(${userIds}::uuid[])`;
    return new Set(rows.map(({ id }) => id));
  },
};
export type ErasedUsers = typeof erasedUsers;
