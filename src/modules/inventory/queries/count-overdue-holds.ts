import { and, count, eq, lt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { reservations } from '../persistence/schema.ts';

/** Holds that were over before `time` and were not given back. */
export async function countOverdueHolds({ drizzle }: Db, time: Date): Promise<number> {
  const [row] = await drizzle
    .select({ overdue: count() })
    .from(reservations)
    .where(and(eq(reservations.state, 'held'), lt(reservations.expiresAt, time)));
  return row?.overdue ?? 0;
}
