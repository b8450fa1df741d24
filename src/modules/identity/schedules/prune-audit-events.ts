import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { PruneAuditEvents } from '../use-cases/prune-audit-events.ts';

export function pruneAuditEventsSchedule(database: Database, pruneAuditEvents: PruneAuditEvents): Schedule {
  return {
    name: 'identity.prune-audit-events',
    cron: '47 3 * * *',
    async run(cause) {
      while (await database.transaction(cause, pruneAuditEvents)) {
        // One batch per transaction, so that none of them is long.
      }
    },
  };
}
