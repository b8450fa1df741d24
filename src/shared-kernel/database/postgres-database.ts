import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Cause } from '../messaging/envelope.ts';
import type { Database, Db, Drizzle, Tx } from './database.ts';
import { CommitUnknown, DatabaseUnavailable } from './failures.ts';
import type { Session } from './session.ts';
import { SessionPool, type SessionPoolOptions } from './session-pool.ts';

/** A pool whose sessions write only in transactions, and how long these may take. */
export interface PostgresDatabaseOptions extends Omit<SessionPoolOptions, 'writesOutsideTransactions'> {
  /** After this long a transaction is given up and its connection closed, whatever it waits for. */
  readonly transactionTimeoutMs: number;
}

/** {@link Database} on real connections: the one place in which transactions begin and end. */
export class PostgresDatabase implements Database {
  readonly #pool: SessionPool;
  readonly #transactionTimeoutMs: number;

  constructor({ transactionTimeoutMs, ...pool }: PostgresDatabaseOptions) {
    this.#pool = new SessionPool({ ...pool, writesOutsideTransactions: false });
    this.#transactionTimeoutMs = transactionTimeoutMs;
  }

  get load(): SessionPool['load'] {
    return this.#pool.load;
  }

  read<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.#pool.lease((session) => work(dbOn(session)));
  }

  transaction<T>(cause: Cause, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#pool.lease(async (session) => {
      const deadline = setTimeout(
        () => session.destroy(new DatabaseUnavailable('The transaction took too long and was undone. Try again.')),
        this.#transactionTimeoutMs,
      );
      try {
        return await transactionOn(session, cause, work);
      } finally {
        clearTimeout(deadline);
      }
    });
  }

  /** Waits for what is under way, then closes every connection. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}

async function transactionOn<T>(session: Session, cause: Cause, work: (tx: Tx) => Promise<T>): Promise<T> {
  const before: (() => Promise<void>)[] = [];
  const after: (() => void)[] = [];
  await session.run('begin read write', []);
  const tx: Tx = {
    sql: session.sql,
    get drizzle() {
      return drizzleOn(session);
    },
    root: before,
    cause,
    causeFor: () => cause,
    execute: async (text, values) => (await session.run(text, values)).rows,
    beforeCommit: (hook) => void before.push(hook),
    afterCommit: (hook) => void after.push(hook),
  };
  let result: T;
  try {
    result = await work(tx);
    for (const hook of before) await hook();
  } catch (error) {
    await rollBack(session);
    throw error;
  }
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

function dbOn(session: Session): Db {
  return {
    sql: session.sql,
    get drizzle() {
      return drizzleOn(session);
    },
  };
}

const builders = new WeakMap<Session, Drizzle>();

function drizzleOn(session: Session): Drizzle {
  const known = builders.get(session);
  if (known) return known;
  const builder = buildDrizzle(session);
  builders.set(session, builder);
  return builder;
}

// drizzle rewrites the parsers of the client it is given and only ever calls `unsafe` on it: it gets this
// small stand-in, so that its statements pass the session's guard and our own parsers stay as they are.
function buildDrizzle(session: Session): Drizzle {
  const client = {
    options: { parsers: {}, serializers: {} },
    unsafe: (text: string, values: readonly unknown[] = []) => ({
      // biome-ignore lint/suspicious/noThenProperty: drizzle awaits what postgres.js calls a pending query.
      then: (ok: (rows: unknown) => unknown, fail: (error: unknown) => unknown) =>
        session.run(text, values).then(({ rows }) => ok(rows), fail),
      values: () => session.runForArrays(text, values),
    }),
  };
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the stand-in has what drizzle uses of the client, and no more.
  return drizzle(client as unknown as postgres.Sql);
}
