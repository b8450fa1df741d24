import type { Db } from '#shared-kernel/database/database.ts';
import type { Client } from '../domain/client.ts';

/** A client as far as a secret of its is good. */
export interface ClientBySecret extends Pick<Client, 'id' | 'kind' | 'scopes' | 'version'> {
  readonly lastUsedAt: Date | null;
}

export interface SecretFilter {
  readonly secretHash: string;
  readonly now: Date;
}

/** Undefined where there is no such secret, or it has been replaced, or its client was revoked. */
export async function findClientBySecret(db: Db, { secretHash, now }: SecretFilter): Promise<ClientBySecret | undefined> {
  const [client] = await db.sql<ClientBySecret>`
    select c.id, c.kind, c.scopes, c.version, s.last_used_at as "lastUsedAt"
    from identity.client_secrets s join identity.clients c on c.id = s.client_id
    where s.secret_hash = ${secretHash} and c.revoked_at is null and (s.expires_at is null or s.expires_at > ${now})`;
  return client;
}
