import type { Db } from '#shared-kernel/database/database.ts';

export async function hasAdmin(db: Db): Promise<boolean> {
  const [row] = await db.sql<{ found: boolean }>`
    select exists (select from identity.users where roles @> array['admin']) as found`;
  return row?.found === true;
}
