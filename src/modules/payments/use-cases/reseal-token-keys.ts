import type { Tx } from '#shared-kernel/database/database.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { placeOf } from '../domain/token-key.ts';
import type { tokenKeys } from '../persistence/token-keys.ts';

interface Parts {
  readonly tokenKeys: typeof tokenKeys;
  readonly box: SecretBox;
}

/** Puts every key for payment tokens under the newest key-encryption key, after which the older ones can go. Resolves to how many moved. */
export const resealTokenKeys =
  ({ tokenKeys, box }: Parts) =>
  async (tx: Tx): Promise<number> => {
    const stale = (await tokenKeys.lockAll(tx)).filter(({ sealedPrivateJwk }) => box.isStale(sealedPrivateJwk));
    for (const { id, sealedPrivateJwk } of stale) {
      await tokenKeys.reseal(tx, id, box.seal(box.open(sealedPrivateJwk, placeOf(id)), placeOf(id)));
    }
    return stale.length;
  };
export type ResealTokenKeys = ReturnType<typeof resealTokenKeys>;
