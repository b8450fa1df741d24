import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';

/** Opens a session for `work` as the owner of the database, and closes it when the work ends. */
export async function withOwnerSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = new Session({
    url,
    applicationName: 'tessera migrate',
    writesOutsideTransactions: true,
    // A file may take as long as it needs, but it must not stand long in a queue for a lock: all who come after it wait too.
    statementTimeoutMs: 0,
    lockTimeoutMs: 5_000,
  });
  try {
    return await work(session);
  } finally {
    session.destroy(new DatabaseUnavailable('The session was closed.'));
  }
}

const LOCK = 7_355_608_001;

/** Runs `work` while no other process migrates this database. The lock ends with the session, even after a kill. */
export async function withMigrationLock<T>(session: Session, work: () => Promise<T>): Promise<T> {
  // Asking again and again, because one who waits inside Postgres holds a snapshot, and CREATE INDEX CONCURRENTLY
  // in the process that has the lock would wait for that snapshot for ever.
  while (!(await tryLock(session))) await pause(50);
  try {
    return await work();
  } finally {
    if (!session.dead) await session.sql`select pg_advisory_unlock(${LOCK}::bigint)`;
  }
}

async function tryLock(session: Session): Promise<boolean> {
  const [answer] = await session.sql<{ locked: boolean }>`select pg_try_advisory_lock(${LOCK}::bigint) as locked`;
  return answer?.locked ?? false;
}
