import type { Tx } from '#shared-kernel/database/database.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { OPERATOR } from '../domain/security-act.ts';
import { placeOf } from '../domain/signing-key.ts';
import { signingKeys } from '../persistence/signing-keys.ts';
import type { RecordAct } from './record-act.ts';

export interface ResealKeysOutcome {
  /** How many were under an older key. */
  readonly resealed: number;
}

interface Deps {
  readonly box: SecretBox;
  readonly recordAct: RecordAct;
}

export type ResealKeys = ReturnType<typeof resealKeys>;

/** Puts every signing key under the newest key-encryption key, after which the older ones can go. */
export const resealKeys =
  ({ box, recordAct }: Deps) =>
  async (tx: Tx): Promise<ResealKeysOutcome> => {
    let resealed = 0;
    for (const { kid, sealedPrivateJwk } of await signingKeys.lockAll(tx)) {
      if (sealedPrivateJwk === undefined || !box.isStale(sealedPrivateJwk)) continue;
      await signingKeys.reseal(tx, kid, box.seal(box.open(sealedPrivateJwk, placeOf(kid)), placeOf(kid)));
      resealed += 1;
    }
    if (resealed > 0) await recordAct(tx, { act: 'signing-keys-resealed', actor: OPERATOR });
    return { resealed };
  };
