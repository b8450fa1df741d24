import type { Tx } from '#shared-kernel/database/database.ts';
import type { PaymentKey } from '../domain/payment-key.ts';

export interface PaymentKeyChange extends PaymentKey {
  readonly version: number;
}

/** Takes over the key that payments wants tokens sealed to, unless what is here is as new. */
export async function replacePaymentKey(tx: Tx, { version, keyId, publicJwk }: PaymentKeyChange): Promise<void> {
  await tx.sql`
    insert into orders.payment_keys as known (version, key_id, public_jwk) values (${version}, ${keyId}, ${publicJwk}::jsonb)
    on conflict (only_one) do update
    set version = excluded.version, key_id = excluded.key_id, public_jwk = excluded.public_jwk
    where known.version < excluded.version`;
}
