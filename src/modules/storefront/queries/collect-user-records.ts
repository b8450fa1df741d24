import type { Db } from '#shared-kernel/database/database.ts';

/** Everything that the module holds of a user: the facts from which dashboards are made. */
export async function collectUserRecords(db: Db, userId: string): Promise<Record<string, readonly object[]>> {
  return {
    facts:
      await db.sql`select kind, subject, at, body from storefront.facts where user_id = ${userId} order by at, kind, subject`,
  };
}
