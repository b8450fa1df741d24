import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import type { RotateTokenKey } from '../use-cases/rotate-token-key.ts';

/** Makes a new key for payment tokens now, whatever the age of the one in use → `{rotated}`. */
export const rotateTokenKeyVerb = (database: Database, rotate: RotateTokenKey): AdminVerb => ({
  name: 'rotate-token-key',
  run: async () => ({
    rotated: await database.transaction({ correlationId: newId() }, (tx) => rotate(tx, { afterSeconds: 0 })),
  }),
});
