import type { Tx } from '#shared-kernel/database/database.ts';
import { erasedUsers as marks } from '#shared-kernel/personal-data/erased-users.ts';
import { FINISHED } from '../domain/shipment.ts';

interface Erased {
  readonly forgotten: number;
  readonly underWay: number;
  /** Descriptions of tracking events. */
  readonly written: number;
}

/** Users whose personal data is gone, and must not come back with a message that arrives late. */
export const erasedUsers = {
  /** Blanks the destination of the user's finished shipments and what was written of any, and marks the user for those under way. */
  async erase(tx: Tx, userId: string, at: Date): Promise<Erased> {
    await marks.lock(tx, userId);
    await marks.mark(tx, userId, at);
    // Every row of the user is locked, so that one which is being finished right now is seen with its new status.
    const shipments = await tx.sql<{ underWay: boolean }>`
      update shipping.shipments
      set destination = case when status = any(${FINISHED}) then null else destination end
      where user_id = ${userId} and destination is not null
      returning destination is not null as "underWay"`;
    const underWay = shipments.filter((shipment) => shipment.underWay).length;
    const written = await tx.sql`
      update shipping.tracking_events t set description = null
      from shipping.shipments s
      where s.id = t.shipment_id and s.user_id = ${userId} and t.description is not null
      returning t.position`;
    return { forgotten: shipments.length - underWay, underWay, written: written.length };
  },
};
export type ErasedUsers = typeof erasedUsers;

/** Taken before a row of the user is written, so that an erasure at the same time either sees it or is seen. */
export async function lockAgainstErasure(tx: Tx, userId: string): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock_shared(hashtext('shipping.erased_users'), hashtext(${userId}))`;
}
