import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { PruneSessions } from '../use-cases/prune-sessions.ts';

export function pruneSessionsSchedule(database: Database, pruneSessions: PruneSessions): Schedule {
  return {
    name: 'identity.prune-sessions',
    cron: '41 3 * * *',
    async run(cause) {
      while (await database.transaction(cause, pruneSessions)) {
        // One batch per transaction, so that none of them is long.
      }
    },
  };
}
