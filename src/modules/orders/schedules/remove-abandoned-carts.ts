import type { Clock } from '#shared-kernel/clock.ts';
import { secondsAfter } from '#shared-kernel/clock.ts';
import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import { deleteAbandonedCarts } from '../persistence/carts.ts';

const ABANDONED_AFTER_SECONDS = 90 * 24 * 3600;
const BATCH = 1_000;

/** Removes carts that nobody has touched for three months, a thousand in a transaction. */
export const removeAbandonedCarts = (database: Database, clock: Clock): Schedule => ({
  name: 'orders.remove-abandoned-carts',
  cron: '20 3 * * *',
  async run(cause) {
    const before = secondsAfter(clock.now(), -ABANDONED_AFTER_SECONDS);
    let removed = BATCH;
    while (removed === BATCH) removed = await database.transaction(cause, (tx) => deleteAbandonedCarts(tx, before, BATCH));
  },
});
