import { TokenKeyChangedV1 } from '#contracts/payments/token-key-changed.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { CopyPaymentKey } from '../use-cases/copy-news.ts';

/** Keeps the key that payments wants tokens sealed to. */
export const copyPaymentKeyOnTokenKeyChanged = (copyPaymentKey: CopyPaymentKey) =>
  defineSubscription({
    name: 'orders.copy-payment-key-on-token-key-changed',
    on: TokenKeyChangedV1,
    handle: (tx, { payload: { keyId, key }, sequence = 0 }) => copyPaymentKey(tx, { version: sequence, keyId, publicJwk: key }),
  });
