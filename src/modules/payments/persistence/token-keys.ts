import type { Db, Tx } from '#shared-kernel/database/database.ts';
import type { TokenKey } from '../domain/token-key.ts';

/** The keys that payment tokens are sealed to. */
export const tokenKeys = {
  /** The newest first; nobody else makes keys before this transaction ends. */
  async lockAll(tx: Tx): Promise<readonly TokenKey[]> {
    await tx.sql`lock table payments.token_keys in share row exclusive mode`;
    return tokenKeys.all(tx);
  },

  async all(db: Db): Promise<readonly TokenKey[]> {
    return db.sql<TokenKey>`
      select id, version, public_jwk as "publicJwk", sealed_private_jwk as "sealedPrivateJwk", created_at as "createdAt"
      from payments.token_keys order by version desc`;
  },

  /** From now on this key is the one in use. */
  async add(tx: Tx, { id, version, publicJwk, sealedPrivateJwk, createdAt }: TokenKey): Promise<void> {
    await tx.sql`update payments.token_keys set retired_at = ${createdAt} where retired_at is null`;
    await tx.sql`
      insert into payments.token_keys (id, version, public_jwk, sealed_private_jwk, created_at)
      values (${id}, ${version}, ${publicJwk}::jsonb, ${sealedPrivateJwk}, ${createdAt})`;
  },

  async reseal(tx: Tx, id: string, sealedPrivateJwk: string): Promise<void> {
    await tx.sql`update payments.token_keys set sealed_private_jwk = ${sealedPrivateJwk} where id = ${id}`;
  },

  async removeRetiredBefore(tx: Tx, time: Date): Promise<void> {
    await tx.sql`delete from payments.token_keys where retired_at < ${time}`;
  },
};
