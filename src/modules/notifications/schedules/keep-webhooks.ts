import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { PruneWebhookLog } from '../use-cases/prune-webhook-log.ts';
import type { ResealWebhookSecrets } from '../use-cases/reseal-webhook-secrets.ts';

export function pruneWebhookLogSchedule(database: Database, prune: PruneWebhookLog): Schedule {
  return {
    name: 'notifications.prune-webhook-log',
    cron: '25 * * * *',
    async run(cause) {
      while (await database.transaction(cause, prune)) {
        // One batch per transaction, so that none of them is long.
      }
    },
  };
}

export function resealWebhookSecretsSchedule(database: Database, reseal: ResealWebhookSecrets): Schedule {
  return {
    name: 'notifications.reseal-webhook-secrets',
    cron: '35 3 * * *',
    run: async (cause) => void (await database.transaction(cause, reseal)),
  };
}
