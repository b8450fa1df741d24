import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Cause } from '../messaging/envelope.ts';
import type { Sql } from './sql.ts';

/** drizzle's query builder on the connection at hand. */
export type Drizzle = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** A connection that can read. It is in no transaction, and Postgres refuses a write on it. */
export interface Db {
  readonly sql: Sql;
  readonly drizzle: Drizzle;
}

/** A transaction of one module, on a connection of its own, as that module's role. */
export interface Tx extends Db {
  /** The same object for every view of one transaction. For the bus, which collects messages by it. */
  readonly root: object;
  /** Why the transaction happens. */
  readonly cause: Cause;
  /**
   * The cause to hand on to a message about `subject`: in a batch, that of the message about the same
   * aggregate; otherwise the cause of the transaction.
   */
  causeFor(subject: string): Cause;
  /** Runs a prepared statement given as text with `$1` …: for libraries that bring their own SQL. */
  execute(text: string, values: readonly unknown[]): Promise<readonly unknown[]>;
  /** Runs just before COMMIT, inside the transaction; what it throws rolls back. For the bus. */
  beforeCommit(work: () => Promise<void>): void;
  /** Runs once the commit is certain; never where it is not. Must not throw. */
  afterCommit(work: () => void): void;
}

/** What one module may do with Postgres: its own schema, its own role, its own few connections. */
export interface Database {
  /** Runs single statements that read. */
  read<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction and commits it when it resolves. Rejects, with nothing written, where
   * `work` throws, and also where the commit could not be confirmed: {@link CommitUnknown}.
   */
  transaction<T>(cause: Cause, work: (tx: Tx) => Promise<T>): Promise<T>;
}
