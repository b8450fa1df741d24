import type { Db } from '#shared-kernel/database/database.ts';
import type { ClientKind } from '../domain/client.ts';

export interface ClientView {
  readonly id: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface ClientFilter {
  readonly kind?: ClientKind | undefined;
  /** Goes on after this client. */
  readonly afterId?: string | undefined;
  readonly limit: number;
}

/** Newest first, the revoked ones too. */
export function listClients(db: Db, { kind, afterId, limit }: ClientFilter): Promise<readonly ClientView[]> {
  return db.sql<ClientView>`
    select c.id, c.kind, c.name, c.scopes, c.created_at as "createdAt", c.revoked_at as "revokedAt",
      (select max(s.last_used_at) from identity.client_secrets s where s.client_id = c.id) as "lastUsedAt"
    from identity.clients c
    where (${kind ?? null}::text is null or c.kind = ${kind ?? null}) and (${afterId ?? null}::uuid is null or c.id < ${afterId ?? null}::uuid)
    order by c.id desc limit ${limit}`;
}
