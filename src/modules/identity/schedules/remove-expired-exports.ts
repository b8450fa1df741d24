import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { RemoveExpiredExports } from '../use-cases/remove-expired-exports.ts';

/** Every hour: what has expired cannot be fetched, and is soon not there either. */
export function removeExpiredExportsSchedule(database: Database, remove: RemoveExpiredExports): Schedule {
  return {
    name: 'identity.remove-expired-exports',
    cron: '52 * * * *',
    async run(cause) {
      while (await database.transaction(cause, remove)) {
        // One batch per transaction, so that none of them is long.
      }
    },
  };
}
