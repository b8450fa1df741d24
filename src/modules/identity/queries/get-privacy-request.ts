import type { Db } from '#shared-kernel/database/database.ts';

/** A request, as far as it is shown. */
export interface PrivacyRequestView {
  readonly id: string;
  readonly userId: string;
  readonly status: 'pending' | 'completed' | 'needs_attention';
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

export interface ErasureView extends PrivacyRequestView {
  readonly accessKeyHash: string;
  readonly reports: readonly {
    readonly module: string;
    readonly at: Date;
    readonly records: readonly {
      readonly kind: string;
      readonly count: number;
      readonly action: 'deleted' | 'anonymised' | 'kept';
      readonly reason?: string;
    }[];
  }[];
}

export interface ExportView extends PrivacyRequestView {
  readonly expiresAt: Date;
  readonly sealedPrivateJwk: string;
}

/** What of an export is there: parts of the first whole reading of each module, in order. */
export interface ExportedPart {
  readonly module: string;
  readonly collectedAt: Date;
  readonly content: string;
}

export async function getErasure(db: Db, id: string): Promise<ErasureView | undefined> {
  const [erasure] = await db.sql<Omit<ErasureView, 'reports'>>`
    select id, user_id as "userId", status, access_key_hash as "accessKeyHash", created_at as "createdAt",
      completed_at as "completedAt"
    from identity.privacy_requests where id = ${id} and kind = 'erasure'`;
  if (!erasure) return undefined;
  const reports = await db.sql<ErasureView['reports'][number]>`
    select module, records, reported_at as at from identity.erasure_reports where request_id = ${id} order by reported_at, module`;
  return { ...erasure, reports };
}

/** Nothing where the export has expired. */
export async function getExport(db: Db, id: string, now: Date): Promise<ExportView | undefined> {
  const [found] = await db.sql<ExportView>`
    select id, user_id as "userId", status, created_at as "createdAt", completed_at as "completedAt",
      expires_at as "expiresAt", sealed_private_jwk as "sealedPrivateJwk"
    from identity.privacy_requests where id = ${id} and kind = 'export' and expires_at > ${now}`;
  return found;
}

export function listExportedParts(db: Db, id: string): Promise<readonly ExportedPart[]> {
  return db.sql<ExportedPart>`
    with whole as (
      select distinct on (module) reading_id from (
        select module, reading_id from identity.export_parts
        where request_id = ${id} group by module, reading_id, parts having count(*) = parts
      ) as readings order by module, reading_id
    )
    select module, collected_at as "collectedAt", content
    from identity.export_parts join whole using (reading_id) order by module, part`;
}
