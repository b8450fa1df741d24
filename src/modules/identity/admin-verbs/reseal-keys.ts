import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import type { ResealKeys } from '../use-cases/reseal-keys.ts';

/** Encrypts the signing keys anew under the first of `TESSERA_KEY_ENCRYPTION_KEYS` → `{resealed}`. */
export function resealKeysVerb(database: Database, resealKeys: ResealKeys): AdminVerb {
  return {
    name: 'reseal-keys',
    run: () => database.transaction({ correlationId: newId() }, resealKeys),
  };
}
