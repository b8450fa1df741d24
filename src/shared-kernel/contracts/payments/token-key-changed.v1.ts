import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wirePublicKey } from '#shared-kernel/messaging/define-fields.ts';

/**
 * Payment tokens are to be sealed to this key from now on; what was sealed to one before is opened for ninety days more. The
 * subject is `payment-tokens`, the sequence counts the keys. May be delivered more than once.
 */
export const TokenKeyChangedV1 = defineEvent(
  'payments.token-key-changed.v1',
  z.strictObject({
    /** Goes into the header of what is sealed, as `kid`. */
    keyId: z.uuid(),
    key: wirePublicKey,
  }),
);
export type TokenKeyChangedV1 = EventOf<typeof TokenKeyChangedV1>;
