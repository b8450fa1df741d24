import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import type { KeyPair } from '../domain/signing-key.ts';
import { keyIn, placeOf } from '../domain/signing-key.ts';
import { signingKeys } from '../persistence/signing-keys.ts';

interface Deps {
  readonly clock: Clock;
  readonly box: Pick<SecretBox, 'seal' | 'assertOpens'>;
  newKeyPair(): Promise<KeyPair>;
}

export type MakeFirstKeys = ReturnType<typeof makeFirstKeys>;

/**
 * One key that signs and one that waits, both sealed, whichever of several processes comes first. Refuses where they are there
 * and do not open: whoever starts the process learns of it, and not the first who signs in.
 */
export const makeFirstKeys =
  ({ clock, box, newKeyPair }: Deps) =>
  async (tx: Tx): Promise<void> => {
    const keys = await signingKeys.lockAll(tx);
    for (const { kid, privateJwk } of await signingKeys.inTheClear(tx)) {
      await signingKeys.reseal(tx, kid, box.seal(privateJwk, placeOf(kid)));
    }
    for (const { kid, sealedPrivateJwk } of keys) {
      if (sealedPrivateJwk !== undefined) box.assertOpens(sealedPrivateJwk, placeOf(kid), `the signing key ${kid}`);
    }
    for (const state of ['active', 'next'] as const) {
      if (!keyIn(keys, state)) await signingKeys.add(tx, state, await newKeyPair(), clock.now());
    }
  };
