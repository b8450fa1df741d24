import type { Db } from '#shared-kernel/database/database.ts';

export interface ProfileView {
  readonly name: string;
}

/** Undefined while nobody has told of the user, and once the user was erased. */
export async function getProfile(db: Db, userId: string): Promise<ProfileView | undefined> {
  const [row] = await db.sql<ProfileView>`
    select name from storefront.profiles
    where user_id = ${userId} and generation = (select live from storefront.generations)`;
  return row;
}
