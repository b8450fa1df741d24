import type { Db } from '#shared-kernel/database/database.ts';

/** Everything that the module holds of a user, as the user may read it. */
export async function collectUserRecords(db: Db, userId: string): Promise<Record<string, readonly object[]>> {
  return {
    mails: await db.sql`
      select id, letter, recipient, status, created_at as "createdAt", sent_at as "sentAt"
      from notifications.notifications where user_id = ${userId} order by id`,
    orderContacts: await db.sql`
      select order_id as "orderId", number, email, name from notifications.order_contacts where user_id = ${userId} order by order_id`,
  };
}
