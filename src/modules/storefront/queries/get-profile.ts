import type { Db } from '#shared-kernel/database/database.ts';

export interface ProfileView {
  readonly name: string;
}

/** Undefined while nobody has told of the user, and once the user was erased. */
export async function getProfile(db: Db, userId: string): Promise<ProfileView | undefined> {
  const [row] = await db.sql<ProfileView>`
    select name from storefront.profiles as profile
    join storefront.generations on live = generation
    where user_id = ${userId}`;
  return row;
}
