import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';

/** Lends `work` a session of the bus's role that can read the queues and nothing else. */
export async function withBusSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = new Session({
    url,
    applicationName: 'tessera:admin',
    role: 'bus',
    searchPath: 'pgboss',
    writesOutsideTransactions: false,
    statementTimeoutMs: 60_000,
    lockTimeoutMs: 5_000,
  });
  try {
    return await work(session);
  } finally {
    session.destroy(new DatabaseUnavailable('The session was closed.'));
  }
}
