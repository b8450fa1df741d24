import type { Db } from '#shared-kernel/database/database.ts';
import type { PaymentKey } from '../domain/payment-key.ts';

/** The key that payments wants tokens sealed to; undefined where it has not said yet. */
export async function findPaymentKey(db: Db): Promise<PaymentKey | undefined> {
  const [row] = await db.sql<PaymentKey>`select key_id as "keyId", public_jwk as "publicJwk" from orders.payment_keys`;
  return row;
}
