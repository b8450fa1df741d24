import type { Cause } from '../messaging/envelope.ts';
import type { Database, Db, Tx } from './database.ts';
import { CommitUnknown, DatabaseUnavailable } from './failures.ts';
import { Lease } from './lease.ts';
import type { Session } from './session.ts';
import { SessionPool, type SessionPoolOptions } from './session-pool.ts';

/** A pool whose sessions write only in transactions, and how long these may take. */
export interface PostgresDatabaseOptions
  extends Omit<SessionPoolOptions, 'writesOutsideTransactions' | 'plansByIndex' | 'idleInTransactionTimeoutMs'> {
  /** After this long a transaction is given up and its connection closed, whatever it waits for. */
  readonly transactionTimeoutMs: number;
}

/** {@link Database} on real connections: the one place in which transactions begin and end. */
export class PostgresDatabase implements Database {
  readonly #pool: SessionPool;
  readonly #transactionTimeoutMs: number;

  constructor({ transactionTimeoutMs, ...pool }: PostgresDatabaseOptions) {
    this.#pool = new SessionPool({
      ...pool,
      idleInTransactionTimeoutMs: transactionTimeoutMs,
      writesOutsideTransactions: false,
      plansByIndex: true,
    });
    this.#transactionTimeoutMs = transactionTimeoutMs;
  }

  get load(): SessionPool['load'] {
    return this.#pool.load;
  }

  read<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.#pool.share((session) => {
      const lease = new Lease(session);
      const end = () => lease.end();
      // The session goes on: others read on it.
      return this.#withinDeadline('The query took too long and was given up. Try again.', () => work(lease), end).finally(end);
    });
  }

  transaction<T>(cause: Cause, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#pool.lease((session) => {
      const detail = 'The transaction took too long and was undone. Try again.';
      const end = (reason: Error) => session.destroy(reason);
      return this.#withinDeadline(detail, () => transactionOn(session, cause, work), end);
    });
  }

  /** Waits for what is under way, then closes every connection. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  // Postgres keeps its own timeouts; this one also ends the wait for a server that no longer answers at all.
  async #withinDeadline<T>(detail: string, work: () => Promise<T>, end: (reason: Error) => void): Promise<T> {
    const overdue = Promise.withResolvers<never>();
    const deadline = setTimeout(() => {
      const reason = new DatabaseUnavailable(detail);
      end(reason);
      overdue.reject(reason);
    }, this.#transactionTimeoutMs);
    try {
      // Work that waits for something else than the database would keep its place in the pool for ever.
      return await Promise.race([work(), overdue.promise]);
    } finally {
      clearTimeout(deadline);
    }
  }
}

async function transactionOn<T>(session: Session, cause: Cause, work: (tx: Tx) => Promise<T>): Promise<T> {
  const before: (() => Promise<void>)[] = [];
  const after: (() => void)[] = [];
  // Goes on its way with the first statement, and fails with it.
  const begun = session.run('begin read write', []);
  begun.catch(() => undefined);
  const lease = new Lease(session);
  const tx: Tx = {
    sql: lease.sql,
    get drizzle() {
      return lease.drizzle;
    },
    root: before,
    cause,
    causeFor: () => cause,
    execute: async (text, values) => (await lease.run(text, values)).rows,
    beforeCommit: (hook) => void before.push(hook),
    afterCommit: (hook) => void after.push(hook),
  };
  let result: T;
  try {
    result = await work(tx);
    for (const hook of before) await hook();
    await begun;
  } catch (error) {
    lease.end();
    await rollBack(session);
    throw error;
  }
  lease.end();
  await commit(session);
  for (const hook of after) hook();
  return result;
}

async function commit(session: Session): Promise<void> {
  if (session.dead) throw new DatabaseUnavailable('The connection was lost before the commit; nothing was saved. Try again.');
  let command: string;
  try {
    ({ command } = await session.run('commit', []));
  } catch (error) {
    if (session.dead) throw new CommitUnknown(error);
    throw error;
  }
  // COMMIT of a transaction in which a statement failed answers ROLLBACK and raises no error.
  if (command !== 'COMMIT') throw new Error(`the transaction was rolled back at its commit (${command})`);
}

async function rollBack(session: Session): Promise<void> {
  try {
    await session.run('rollback', []);
  } catch (error) {
    session.destroy(new DatabaseUnavailable('The connection to the database was lost. Try again.', error));
  }
}
