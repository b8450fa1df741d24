import type { Db } from '#shared-kernel/database/database.ts';

export interface RevocationView {
  readonly id: string;
  readonly belowVersion: number;
  readonly recordedAt: Date;
}

/** Where a page begins. */
export type AfterRevocation = Pick<RevocationView, 'id' | 'recordedAt'>;

/** Oldest first: those that come after `after`, all of them where there is no limit. */
export function listRevocations(db: Db, after: AfterRevocation, limit?: number): Promise<readonly RevocationView[]> {
  return db.sql<RevocationView>`
    select id, below_version as "belowVersion", recorded_at as "recordedAt"
    from identity.revocations
    where recorded_at >= ${after.recordedAt} and (recorded_at, id) > (${after.recordedAt}, ${after.id}::uuid)
    order by recorded_at, id limit ${limit ?? null}`;
}

/** After everything that was recorded until then. */
export function afterTime(recordedAt: Date): AfterRevocation {
  return { recordedAt, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
}
