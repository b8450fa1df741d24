import type { Db, Tx } from '#shared-kernel/database/database.ts';
import type { KeyPair, SigningKey } from '../domain/signing-key.ts';

/** The only place that reads or writes the private half of a key. */
export const signingKeys = {
  async all(db: Db): Promise<SigningKey[]> {
    const rows = await db.sql<SigningKeyRow>`
      select kid, state, public_jwk as "publicJwk", sealed_private_jwk as "sealedPrivateJwk", created_at as "createdAt",
        activated_at as "activatedAt", retired_at as "retiredAt"
      from identity.signing_keys order by kid`;
    return rows.map(toSigningKey);
  },

  /**
   * As {@link all}, and nobody else makes or rotates keys before this transaction ends. The table and not its
   * rows: whoever waits for rows does not see the key that was added meanwhile.
   */
  async lockAll(tx: Tx): Promise<SigningKey[]> {
    await tx.sql`lock table identity.signing_keys in share row exclusive mode`;
    return signingKeys.all(tx);
  },

  async add(tx: Tx, state: 'next' | 'active', pair: KeyPair, now: Date): Promise<void> {
    const activatedAt = state === 'active' ? now : null;
    await tx.sql`
      insert into identity.signing_keys (kid, state, public_jwk, sealed_private_jwk, created_at, activated_at)
      values (${pair.kid}, ${state}, ${pair.publicJwk}, ${pair.sealedPrivateJwk}, ${now}, ${activatedAt})`;
  },

  /** Keys from before private halves were sealed: the JWK in the clear, as JSON. */
  async inTheClear(tx: Tx): Promise<readonly { readonly kid: string; readonly privateJwk: string }[]> {
    return tx.sql`
      select kid, private_jwk::text as "privateJwk" from identity.signing_keys where private_jwk is not null order by kid`;
  },

  async reseal(tx: Tx, kid: string, sealedPrivateJwk: string): Promise<void> {
    await tx.sql`
      update identity.signing_keys set private_jwk = null, sealed_private_jwk = ${sealedPrivateJwk}
      where kid = ${kid} and state <> 'retiring'`;
  },

  async retire(tx: Tx, kid: string, now: Date): Promise<void> {
    await tx.sql`
      update identity.signing_keys set state = 'retiring', private_jwk = null, sealed_private_jwk = null, retired_at = ${now}
      where kid = ${kid} and state = 'active'`;
  },

  async activate(tx: Tx, kid: string, now: Date): Promise<void> {
    await tx.sql`
      update identity.signing_keys set state = 'active', activated_at = ${now} where kid = ${kid} and state = 'next'`;
  },

  async removeRetiredBefore(tx: Tx, time: Date): Promise<number> {
    const removed = await tx.sql`
      delete from identity.signing_keys where state = 'retiring' and retired_at < ${time} returning kid`;
    return removed.length;
  },
};

interface SigningKeyRow extends Omit<SigningKey, 'sealedPrivateJwk' | 'activatedAt' | 'retiredAt'> {
  readonly sealedPrivateJwk: string | null;
  readonly activatedAt: Date | null;
  readonly retiredAt: Date | null;
}

function toSigningKey({ sealedPrivateJwk, activatedAt, retiredAt, ...row }: SigningKeyRow): SigningKey {
  return {
    ...row,
    sealedPrivateJwk: sealedPrivateJwk ?? undefined,
    activatedAt: activatedAt ?? undefined,
    retiredAt: retiredAt ?? undefined,
  };
}
