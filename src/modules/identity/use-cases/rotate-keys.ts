import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Actor } from '../domain/security-act.ts';
import { decideRotation, isRotationDue, type KeyPair, retiredBefore } from '../domain/signing-key.ts';
import { signingKeys } from '../persistence/signing-keys.ts';
import type { RecordAct } from './record-act.ts';

export interface RotateKeysInput {
  /** Rotates only where the active key has signed for this long. */
  readonly afterSeconds: number;
  readonly by: Actor;
}

export interface RotateKeysOutcome {
  readonly rotated: boolean;
  /** How many keys went that had retired long enough. */
  readonly removed: number;
}

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
  newKeyPair(): Promise<KeyPair>;
}

export type RotateKeys = ReturnType<typeof rotateKeys>;

/** The next key begins to sign, the one before verifies on until its last token has expired, and a new one is published. */
export const rotateKeys =
  ({ clock, recordAct, newKeyPair }: Deps) =>
  async (tx: Tx, { afterSeconds, by }: RotateKeysInput): Promise<RotateKeysOutcome> => {
    const keys = await signingKeys.lockAll(tx);
    const now = clock.now();
    const removed = await signingKeys.removeRetiredBefore(tx, retiredBefore(now));
    if (!isRotationDue(keys, now, afterSeconds)) return { rotated: false, removed };
    const { activate, retire } = decideRotation(keys, now);
    await signingKeys.retire(tx, retire, now);
    await signingKeys.activate(tx, activate, now);
    await signingKeys.add(tx, 'next', await newKeyPair(), now);
    await recordAct(tx, { act: 'signing-key-rotated', actor: by, subject: { kind: 'signing_key', id: activate } });
    return { rotated: true, removed };
  };
