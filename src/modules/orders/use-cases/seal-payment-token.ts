import { newId } from '#shared-kernel/ids.ts';
import { sealTo } from '#shared-kernel/sealed-to-key.ts';
import type { PaymentKey } from '../domain/payment-key.ts';

/** A payment token that only payments reads, and only for this order. */
export interface SealedPayment {
  readonly orderId: string;
  readonly sealedToken: string;
}

/** Names an order that is about to be placed, and seals its payment token for it, before a connection is held. */
export async function sealPaymentToken({ keyId, publicJwk }: PaymentKey, token: string): Promise<SealedPayment> {
  const orderId = newId();
  return { orderId, sealedToken: await sealTo(publicJwk, JSON.stringify({ orderId, token }), keyId) };
}
