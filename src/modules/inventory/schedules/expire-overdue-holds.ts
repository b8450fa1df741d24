import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { ExpireOverdueHolds } from '../use-cases/expire-holds.ts';

/** Holds given back in one transaction, so that no sale waits for more than these. */
const BATCH = 200;

/** The floor under the deferred expire-hold that every hold sends: finds the holds whose command was lost or came early. */
export const expireOverdueHoldsEveryMinute = (database: Database, expireOverdueHolds: ExpireOverdueHolds): Schedule => ({
  name: 'inventory.expire-overdue-holds',
  cron: '* * * * *',
  async run(cause) {
    let expired: number;
    do {
      expired = await database.transaction(cause, (tx) => expireOverdueHolds(tx, BATCH));
    } while (expired === BATCH);
  },
});
