import type { Db } from '#shared-kernel/database/database.ts';

export interface IdleRebuildView {
  readonly done: number;
  readonly total: number;
}

/** A rebuild that nobody has carried on since that time. */
export async function findIdleRebuild(db: Db, since: Date): Promise<IdleRebuildView | undefined> {
  const [row] = await db.sql<IdleRebuildView>`select done, total from storefront.rebuilds where updated_at < ${since}`;
  return row;
}
