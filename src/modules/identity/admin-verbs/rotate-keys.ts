import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { OPERATOR } from '../domain/security-act.ts';
import type { RotateKeys } from '../use-cases/rotate-keys.ts';

/** Rotates now, whatever the age of the active key → `{rotated, removed}`. Other processes notice within minutes. */
export function rotateKeysVerb(database: Database, rotateKeys: RotateKeys): AdminVerb {
  return {
    name: 'rotate-keys',
    run: () => database.transaction({ correlationId: newId() }, (tx) => rotateKeys(tx, { afterSeconds: 0, by: OPERATOR })),
  };
}
