import type { Database, Tx } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import { pruneIdempotencyKeys } from './http/idempotency/answer-once.ts';

/** Far longer than any message waits between its first try and its last. */
const INBOX_DAYS = 60;
const BATCH = 10_000;

/** Removes what no module need remember for ever: inbox marks and answered Idempotency-Keys. */
export function housekeeping(module: string, database: Database): Schedule {
  return {
    name: `${module}.keep-house`,
    cron: '40 * * * *',
    async run(cause) {
      for (const prune of [pruneInbox, pruneIdempotencyKeys]) {
        let removed = BATCH;
        while (removed === BATCH) removed = await database.transaction(cause, prune);
      }
    },
  };
}

async function pruneInbox(tx: Tx): Promise<number> {
  const removed = await tx.sql`
    delete from inbox where (subscription, message_id) in (
      select subscription, message_id from inbox where handled_at < now() - make_interval(days => ${INBOX_DAYS})
      order by handled_at limit ${BATCH}
    ) returning 1`;
  return removed.length;
}
