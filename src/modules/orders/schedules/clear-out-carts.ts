import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { RemoveAbandonedCarts } from '../use-cases/remove-abandoned-carts.ts';

const BATCH = 1_000;

/** Every night, a thousand carts in a transaction, until no abandoned one is left. */
export const clearOutCarts = (database: Database, remove: RemoveAbandonedCarts): Schedule => ({
  name: 'orders.remove-abandoned-carts',
  cron: '20 3 * * *',
  async run(cause) {
    let removed = BATCH;
    while (removed === BATCH) removed = await database.transaction(cause, (tx) => remove(tx, BATCH));
  },
});
