import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { KeyPair } from '../domain/signing-key.ts';
import { keyIn } from '../domain/signing-key.ts';
import { signingKeys } from '../persistence/signing-keys.ts';

interface Deps {
  readonly clock: Clock;
  newKeyPair(): Promise<KeyPair>;
}

export type MakeFirstKeys = ReturnType<typeof makeFirstKeys>;

/** One key that signs and one that waits, whichever of several processes comes first. */
export const makeFirstKeys =
  ({ clock, newKeyPair }: Deps) =>
  async (tx: Tx): Promise<void> => {
    const keys = await signingKeys.lockAll(tx);
    for (const state of ['active', 'next'] as const) {
      if (!keyIn(keys, state)) await signingKeys.add(tx, state, await newKeyPair(), clock.now());
    }
  };
