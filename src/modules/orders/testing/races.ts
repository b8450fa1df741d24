import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { TestDatabase } from '#shared-kernel/testing/test-database.ts';

type Work<T> = (tx: Tx) => Promise<T>;

/**
 * Runs `second` on a connection of its own while the transaction of `first` is still open, and commits the
 * first only when Postgres says that the second waits for a lock of it.
 */
export async function whileOpen<A, B>(db: TestDatabase, first: Work<A>, second: Work<B>): Promise<[A, B]> {
  const done = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const one = db.database.transaction({ correlationId: newId() }, async (tx) => {
    const result = await first(tx);
    done.resolve();
    await commit.promise;
    return result;
  });
  await Promise.race([done.promise, one]);
  const two = db.database.transaction({ correlationId: newId() }, second);
  const both = Promise.all([one, two]);
  await eventually(() => waitingForLocks(db), { is: 1 }).finally(() => commit.resolve());
  return both;
}

async function waitingForLocks({ admin }: TestDatabase): Promise<number> {
  const waiting = await admin.sql`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return waiting.length;
}
