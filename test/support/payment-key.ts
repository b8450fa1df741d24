import { newId } from '#shared-kernel/ids.ts';
import { newKeyPair } from '#shared-kernel/sealed-to-key.ts';
import type { ClonedDatabase } from '#shared-kernel/testing/cloned-database.ts';

/** What payments tells orders when it starts, for shops whose bus delivers nothing. Nobody can open what is sealed to it. */
export async function tellPaymentKey(admin: ClonedDatabase['admin']): Promise<void> {
  const { publicJwk } = await newKeyPair();
  await admin.sql`
    insert into orders.payment_keys (version, key_id, public_jwk) values (0, ${newId()}, ${publicJwk}::jsonb)
    on conflict do nothing`;
}
