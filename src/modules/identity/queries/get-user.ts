import type { Db } from '#shared-kernel/database/database.ts';

export interface UserView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly version: number;
  readonly createdAt: Date;
}

export async function getUser(db: Db, id: string): Promise<UserView | undefined> {
  const [user] = await db.sql<UserView>`
    select id, email, name, roles, version, created_at as "createdAt" from identity.users where id = ${id}`;
  return user;
}
