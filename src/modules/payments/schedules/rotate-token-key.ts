import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { ResealTokenKeys } from '../use-cases/reseal-token-keys.ts';
import type { RotateTokenKey } from '../use-cases/rotate-token-key.ts';

export interface RotateTokenKeyDeps {
  readonly database: Database;
  readonly rotate: RotateTokenKey;
  readonly reseal: ResealTokenKeys;
  readonly afterSeconds: number;
}

/** Every night: a new key for payment tokens where the one in use is old, and all under the newest key-encryption key. */
export const rotateTokenKeySchedule = ({ database, rotate, reseal, afterSeconds }: RotateTokenKeyDeps): Schedule => ({
  name: 'payments.rotate-token-key',
  cron: '45 3 * * *',
  run: (cause) =>
    database.transaction(cause, async (tx) => {
      await rotate(tx, { afterSeconds });
      await reseal(tx);
    }),
});
