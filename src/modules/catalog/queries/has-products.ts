import type { Db } from '#shared-kernel/database/database.ts';

/** Whether there is any product at all, on sale or not. */
export async function hasProducts(db: Db): Promise<boolean> {
  const [answer] = await db.sql<{ any: boolean }>`select exists (select from catalog.products) as any`;
  return answer?.any === true;
}
