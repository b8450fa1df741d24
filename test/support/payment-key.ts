import { newId } from '#shared-kernel/ids.ts';
import type { WirePublicKey } from '#shared-kernel/messaging/define-fields.ts';
import { newKeyPair, sealTo } from '#shared-kernel/sealed-to-key.ts';
import type { ClonedDatabase } from '#shared-kernel/testing/cloned-database.ts';

/** What payments tells orders when it starts, for shops whose bus delivers nothing. Nobody can open what is sealed to it. */
export async function tellPaymentKey(admin: ClonedDatabase['admin']): Promise<void> {
  const { publicJwk } = await newKeyPair();
  await admin.sql`
    insert into orders.payment_keys (version, key_id, public_jwk) values (0, ${newId()}, ${publicJwk}::jsonb)
    on conflict do nothing`;
}

/** A payment token for an order, sealed to the key that payments has in use, as orders does it. */
export async function sealedToken(admin: ClonedDatabase['admin'], orderId: string, token: string): Promise<string> {
  const [key] = await admin.sql<{ id: string; jwk: WirePublicKey }>`
    select id, public_jwk as jwk from payments.token_keys where retired_at is null`;
  if (!key) throw new Error('payments has made no key');
  return sealTo(key.jwk, JSON.stringify({ orderId, token }), key.id);
}
