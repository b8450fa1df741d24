import type { Tx } from '#shared-kernel/database/database.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { placeOf } from '../domain/token-key.ts';
import type { tokenKeys } from '../persistence/token-keys.ts';
import type { RotateTokenKey } from './rotate-token-key.ts';

interface Parts {
  readonly tokenKeys: typeof tokenKeys;
  readonly box: SecretBox;
  readonly rotateTokenKey: RotateTokenKey;
}

/** Makes the first key for payment tokens where there is none. Refuses where the one in use does not open. */
export const ensureTokenKey =
  ({ tokenKeys, box, rotateTokenKey }: Parts) =>
  async (tx: Tx): Promise<void> => {
    const [newest] = await tokenKeys.lockAll(tx);
    if (newest) box.assertOpens(newest.sealedPrivateJwk, placeOf(newest.id), `the key ${newest.id} for payment tokens`);
    else await rotateTokenKey(tx, { afterSeconds: 0 });
  };
export type EnsureTokenKey = ReturnType<typeof ensureTokenKey>;
