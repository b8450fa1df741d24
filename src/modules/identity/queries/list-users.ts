import { and, arrayContains, desc, eq, lt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { users } from '../persistence/schema.ts';

export interface UserFilter {
  readonly email?: string | undefined;
  readonly role?: string | undefined;
  /** Goes on after this user. */
  readonly afterId?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export function listUsers(db: Db, { email, role, afterId, limit }: UserFilter) {
  return db.drizzle
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      roles: users.roles,
      version: users.version,
      createdAt: users.created_at,
    })
    .from(users)
    .where(
      and(
        email === undefined ? undefined : eq(users.email, email),
        role === undefined ? undefined : arrayContains(users.roles, [role]),
        afterId === undefined ? undefined : lt(users.id, afterId),
      ),
    )
    .orderBy(desc(users.id))
    .limit(limit);
}
