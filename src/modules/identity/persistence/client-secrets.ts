import { randomBytes } from 'node:crypto';
import type { Db, Tx } from '#shared-kernel/database/database.ts';
import type { Client, ClientKind } from '../domain/client.ts';
import { secretHashOf } from './secret-hash.ts';

export type SecretHolder = Pick<Client, 'id' | 'kind' | 'scopes' | 'version'>;

// So that whoever finds one, a scanner of repositories too, knows what it is.
const PREFIX: Record<ClientKind, string> = { oauth: 'cs_', secret: 'sk_', publishable: 'pk_' };

export const clientSecrets = {
  /** Resolves to a new secret of the client, of which only the hash is kept. */
  async issue(tx: Tx, { id, kind }: Pick<Client, 'id' | 'kind'>, now: Date): Promise<string> {
    const secret = PREFIX[kind] + randomBytes(32).toString('base64url');
    await tx.sql`
      insert into identity.client_secrets (secret_hash, client_id, created_at)
      values (${secretHashOf(secret)}, ${id}, ${now})`;
    return secret;
  },

  /** The client as far as this secret of its is good: neither replaced, nor is the client revoked. */
  async holderOf(db: Db, secretHash: string, now: Date): Promise<SecretHolder | undefined> {
    const [holder] = await db.sql<SecretHolder>`
      select c.id, c.kind, c.scopes, c.version
      from identity.client_secrets s join identity.clients c on c.id = s.client_id
      where s.secret_hash = ${secretHash} and c.revoked_at is null and (s.expires_at is null or s.expires_at > ${now})`;
    return holder;
  },

  /** Ends the client's secrets at that time, or earlier where that was decided before. */
  async expire(tx: Tx, clientId: string, at: Date): Promise<void> {
    await tx.sql`
      update identity.client_secrets set expires_at = least(expires_at, ${at}) where client_id = ${clientId}`;
  },

  /** Remembers when a secret was last used, to the minute: a busy one must not become a write per request. */
  async touch(tx: Tx, secretHash: string, now: Date): Promise<void> {
    await tx.sql`
      update identity.client_secrets set last_used_at = ${now}
      where secret_hash = ${secretHash} and (last_used_at is null or last_used_at < ${now}::timestamptz - interval '1 minute')`;
  },
};
