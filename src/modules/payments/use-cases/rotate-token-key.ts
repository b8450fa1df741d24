import { TokenKeyChangedV1 } from '#contracts/payments/token-key-changed.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { newKeyPair } from '#shared-kernel/sealed-to-key.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { isRotationDue, placeOf, retiredBefore } from '../domain/token-key.ts';
import type { tokenKeys } from '../persistence/token-keys.ts';

interface Parts {
  readonly tokenKeys: typeof tokenKeys;
  readonly box: SecretBox;
  readonly events: EventBus;
  readonly clock: Clock;
}

export interface RotateTokenKeyInput {
  /** Rotates only where the key in use is this old. */
  readonly afterSeconds: number;
}

/**
 * Makes a new key for payment tokens where the one in use is old, or there is none, and tells everybody. Those before it go on
 * opening what was sealed to them. Resolves to whether there is a new one.
 */
export const rotateTokenKey =
  ({ tokenKeys, box, events, clock }: Parts) =>
  async (tx: Tx, { afterSeconds }: RotateTokenKeyInput): Promise<boolean> => {
    const [newest] = await tokenKeys.lockAll(tx);
    const now = clock.now();
    await tokenKeys.removeRetiredBefore(tx, retiredBefore(now));
    if (!isRotationDue(newest, now, afterSeconds)) return false;
    const [id, version] = [newId(), (newest?.version ?? 0) + 1];
    const { publicJwk, privateJwk } = await newKeyPair();
    await tokenKeys.add(tx, { id, version, publicJwk, sealedPrivateJwk: box.seal(privateJwk, placeOf(id)), createdAt: now });
    events.publish(tx, TokenKeyChangedV1, { subject: SUBJECT, sequence: version, payload: { keyId: id, key: publicJwk } });
    return true;
  };
export type RotateTokenKey = ReturnType<typeof rotateTokenKey>;

const SUBJECT = 'payment-tokens';
