import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { decideRotation, isRotationDue, type KeyPair, retiredBefore } from '../domain/signing-key.ts';
import { signingKeys } from '../persistence/signing-keys.ts';

export interface RotateKeysInput {
  /** Rotates only where the active key has signed for this long. */
  readonly afterSeconds: number;
}

export interface RotateKeysOutcome {
  readonly rotated: boolean;
  /** How many keys went that had retired long enough. */
  readonly removed: number;
}

interface Deps {
  readonly clock: Clock;
  newKeyPair(): Promise<KeyPair>;
}

export type RotateKeys = ReturnType<typeof rotateKeys>;

/** The next key begins to sign, the one before verifies on until its last token has expired, and a new one is published. */
export const rotateKeys =
  ({ clock, newKeyPair }: Deps) =>
  async (tx: Tx, { afterSeconds }: RotateKeysInput): Promise<RotateKeysOutcome> => {
    const keys = await signingKeys.lockAll(tx);
    const now = clock.now();
    const removed = await signingKeys.removeRetiredBefore(tx, retiredBefore(now));
    if (!isRotationDue(keys, now, afterSeconds)) return { rotated: false, removed };
    const { activate, retire } = decideRotation(keys, now);
    await signingKeys.retire(tx, retire, now);
    await signingKeys.activate(tx, activate, now);
    await signingKeys.add(tx, 'next', await newKeyPair(), now);
    return { rotated: true, removed };
  };
