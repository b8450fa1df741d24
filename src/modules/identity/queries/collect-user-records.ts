import type { Db } from '#shared-kernel/database/database.ts';

/** Everything that the module holds of a user, as the user may read it: no password, no token. */
export async function collectUserRecords(db: Db, userId: string): Promise<Record<string, readonly object[]>> {
  return {
    account: await db.sql`
      select id, email, name, roles, created_at as "createdAt", updated_at as "updatedAt" from identity.users where id = ${userId}`,
    sessions: await db.sql`
      select id, started_at as "startedAt", idle_until as "idleUntil", ends_at as "endsAt", revoked_at as "revokedAt",
        revoked_because as "revokedBecause"
      from identity.sessions where user_id = ${userId} order by id`,
  };
}
