import type { Database } from '#shared-kernel/database/database.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import { SYSTEM } from '../domain/security-act.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { RotateKeys } from '../use-cases/rotate-keys.ts';

export interface RotateSigningKeysDeps {
  readonly database: Database;
  readonly log: Log;
  readonly keyRing: KeyRing;
  readonly rotateKeys: RotateKeys;
  readonly afterSeconds: number;
}

export function rotateSigningKeysSchedule(deps: RotateSigningKeysDeps): Schedule {
  const { database, log, keyRing, rotateKeys, afterSeconds } = deps;
  return {
    name: 'identity.rotate-signing-keys',
    cron: '17 3 * * *',
    async run(cause) {
      const outcome = await database.transaction(cause, (tx) => rotateKeys(tx, { afterSeconds, by: SYSTEM }));
      if (outcome.rotated) log.info(outcome, 'the next signing key is active');
      await keyRing.reload();
    },
  };
}
