import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { ForgetWebhooks } from '../use-cases/forget-webhooks.ts';

/** Once a day: a provider repeats a webhook for days, not for ever. */
export const forgetWebhooksSchedule = (database: Database, forget: ForgetWebhooks): Schedule => ({
  name: 'payments.forget-webhooks',
  cron: '25 3 * * *',
  async run(cause) {
    let more = true;
    while (more) more = await database.transaction(cause, forget);
  },
});
