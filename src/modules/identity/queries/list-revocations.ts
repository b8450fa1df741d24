import type { Db } from '#shared-kernel/database/database.ts';

export interface RevocationView {
  readonly id: string;
  readonly belowVersion: number;
  readonly recordedAt: Date;
}

/** Those recorded after `since`. */
export function listRevocations(db: Db, since: Date): Promise<readonly RevocationView[]> {
  return db.sql<RevocationView>`
    select id, below_version as "belowVersion", recorded_at as "recordedAt"
    from identity.revocations where recorded_at > ${since}`;
}
