import type { Db } from '#shared-kernel/database/database.ts';

/** True where this module has heard of the user, erased or not. */
export async function isKnownUser(db: Db, userId: string): Promise<boolean> {
  const rows = await db.sql`select 1 from orders.contacts where user_id = ${userId}`;
  return rows.length > 0;
}
