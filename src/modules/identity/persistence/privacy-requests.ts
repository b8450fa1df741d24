import type { Tx } from '#shared-kernel/database/database.ts';
import type { ExportJwk, ExportOfUser, PrivacyRequest, PrivacyRequestStatus } from '../domain/privacy-request.ts';

/** A request as the table holds it. */
export interface PrivacyRequestRow {
  readonly id: string;
  readonly kind: PrivacyRequest['kind'];
  readonly user_id: string;
  readonly status: PrivacyRequestStatus;
  readonly access_key_hash: string | null;
  readonly user_version: number | null;
  readonly public_jwk: ExportJwk | null;
  readonly sealed_private_jwk: string | null;
  readonly expires_at: Date | null;
  readonly created_at: Date;
  readonly completed_at: Date | null;
}

export const privacyRequests = {
  async add(tx: Tx, request: PrivacyRequest): Promise<void> {
    const { id, kind, userId, status, createdAt } = request;
    const erasure = request.kind === 'erasure' ? request : undefined;
    const wanted = request.kind === 'export' ? request : undefined;
    await tx.sql`
      insert into identity.privacy_requests
        (id, kind, user_id, status, access_key_hash, user_version, public_jwk, sealed_private_jwk, expires_at, created_at)
      values (${id}, ${kind}, ${userId}, ${status}, ${erasure?.accessKeyHash ?? null}, ${erasure?.userVersion ?? null},
        ${wanted?.publicJwk ?? null}::jsonb, ${wanted?.sealedPrivateJwk ?? null}, ${wanted?.expiresAt ?? null}, ${createdAt})`;
  },

  /** The export of the user that is not completed yet, if there is one. The user must be locked. */
  async exportUnderWay(tx: Tx, userId: string): Promise<ExportOfUser | undefined> {
    const [row] = await tx.sql<PrivacyRequestRow>`
      select * from identity.privacy_requests where user_id = ${userId} and kind = 'export' and status <> 'completed'`;
    const request = row && toPrivacyRequest(row);
    return request?.kind === 'export' ? request : undefined;
  },

  async changeStatus(tx: Tx, id: string, status: PrivacyRequestStatus, at: Date): Promise<void> {
    await tx.sql`
      update identity.privacy_requests set status = ${status}, completed_at = ${status === 'completed' ? at : null} where id = ${id}`;
  },

  async removeExportsOf(tx: Tx, userId: string): Promise<number> {
    const removed = await tx.sql`
      delete from identity.privacy_requests where user_id = ${userId} and kind = 'export' returning id`;
    return removed.length;
  },

  /** Resolves to how many went: at most `limit`, so that the transaction stays short. */
  async removeExpired(tx: Tx, now: Date, limit: number): Promise<number> {
    const removed = await tx.sql`
      delete from identity.privacy_requests where id in (
        select id from identity.privacy_requests
        where kind = 'export' and expires_at <= ${now} order by expires_at limit ${limit} for update skip locked
      ) returning id`;
    return removed.length;
  },
};

/** What the columns say, of which CHECK constraints demand those of its kind. */
export function toPrivacyRequest(row: PrivacyRequestRow): PrivacyRequest {
  const { id, user_id: userId, status, created_at: createdAt } = row;
  const common = { id, userId, status, createdAt, completedAt: row.completed_at ?? undefined };
  if (row.kind === 'erasure' && row.access_key_hash !== null && row.user_version !== null) {
    return { ...common, kind: 'erasure', accessKeyHash: row.access_key_hash, userVersion: row.user_version };
  }
  const { public_jwk: publicJwk, sealed_private_jwk: sealedPrivateJwk, expires_at: expiresAt } = row;
  if (publicJwk === null || sealedPrivateJwk === null || expiresAt === null) {
    throw new Error(`data request ${id} lacks what a CHECK demands of it`);
  }
  return { ...common, kind: 'export', publicJwk, sealedPrivateJwk, expiresAt };
}
