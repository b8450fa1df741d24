import postgres from 'postgres';
import { messageOf } from '../errors.ts';
import { driverAddress } from './driver-address.ts';
import { DatabaseUnavailable } from './failures.ts';
import { SessionSocket } from './session-socket.ts';
import { type Sql, type SqlValue, statementOf } from './sql.ts';
import { wireTypes } from './wire-types.ts';

/** Where a session connects, as whom, and what it may do there. */
export interface SessionOptions {
  /** `postgres://user:password@host:port/database`; with `?host=/directory`, by the Unix socket there. */
  readonly url: string;
  readonly applicationName: string;
  /** The role that the session starts as and stays in; the user of `url` must be a member of it. */
  readonly role?: string;
  /** Where unqualified names are looked up: the module's own schema. */
  readonly searchPath?: string;
  /** False refuses every write outside `begin read write`. */
  readonly writesOutsideTransactions: boolean;
  /** True spares a commit the wait for the disk: a crash of the server may undo the last ones, in the order in which they were made. */
  readonly lastCommitsMayBeLost?: boolean;
  /** True has Postgres use an index wherever there is one, whatever it believes about the size of a table. */
  readonly plansByIndex?: boolean;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** After this long without a statement Postgres ends a transaction, and the locks of a client that froze with it. */
  readonly idleInTransactionTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly onNotify?: (channel: string, payload: string) => void;
}

// A prepared statement keeps the sequential scan that was chosen while its table was tiny, which cost a hot module
// nine tenths of its throughput; and compiling costs more than any of these statements takes.
const PLANS_BY_INDEX = { enable_seqscan: 'off', jit: 'off' };

/** What Postgres answered to one statement. */
export interface StatementResult<Row> {
  readonly rows: readonly Row[];
  /** The command tag without its count: `SELECT`, `COMMIT`, `ROLLBACK`. */
  readonly command: string;
  readonly count: number;
}

const statements = new Map<string, number>();

/** How many statements this process has run so far, by the `applicationName` of the sessions: for query budgets. */
export function statementsRun(): ReadonlyMap<string, number> {
  return new Map(statements);
}

/**
 * One connection to Postgres that is never silently replaced by another. postgres.js reconnects behind the
 * back of its caller, so that after a backend dies the rest of a transaction can land outside of it (its
 * issues 1186, 1189, 1204, 1215) or hang. Here a lost connection is the end of the session: whatever is
 * pending is rejected, whatever comes later is refused, and the pool opens a new one.
 */
export class Session {
  readonly #name: string;
  readonly #client: postgres.Sql;
  readonly #socket: SessionSocket;
  readonly #pending = new Set<(cause: Error) => void>();
  readonly #answerWithinMs: number;
  readonly #onDeath: (() => void)[] = [];
  #death: Error | undefined;

  constructor(options: SessionOptions) {
    const connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
    this.#answerWithinMs = options.statementTimeoutMs === 0 ? 0 : options.statementTimeoutMs + connectTimeoutMs + GRACE_MS;
    this.#name = options.applicationName;
    this.#socket = new SessionSocket(connectTimeoutMs);
    const { url, ...unixSocket } = driverAddress(options.url);
    this.#client = postgres(url, {
      ...{ socket: this.#socket.open, ...unixSocket },
      max: 1,
      fetch_types: false,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: connectTimeoutMs / 1000,
      prepare: true,
      types: wireTypes,
      onnotice: () => undefined,
      onclose: () => this.destroy(new DatabaseUnavailable('The connection to the database was lost. Try again.')),
      connection: {
        application_name: options.applicationName,
        default_transaction_read_only: !options.writesOutsideTransactions,
        statement_timeout: options.statementTimeoutMs,
        lock_timeout: options.lockTimeoutMs,
        idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 0,
        ...(options.plansByIndex ? PLANS_BY_INDEX : {}),
        ...(options.lastCommitsMayBeLost ? { synchronous_commit: 'off' } : {}),
        ...(options.role === undefined ? {} : { role: options.role }),
        ...(options.searchPath === undefined ? {} : { search_path: options.searchPath }),
      },
      ...(options.onNotify === undefined ? {} : { onnotify: options.onNotify }),
    });
  }

  get dead(): boolean {
    return this.#death !== undefined;
  }

  /** True while a statement has not been answered. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** Calls `listener` once, when the session has died or been closed. */
  onDeath(listener: () => void): void {
    if (this.dead) listener();
    else this.#onDeath.push(listener);
  }

  /** Runs one prepared statement. */
  readonly sql: Sql = async <Row>(strings: TemplateStringsArray, ...values: readonly SqlValue[]) => {
    const statement = statementOf(strings, values);
    const { rows } = await this.run<Row>(statement.text, statement.values);
    return rows;
  };

  /**
   * Runs one prepared statement, or, where `values` is left out, a script by the simple protocol. Where a
   * script fails, the transaction that it may have begun is rolled back.
   */
  run<Row>(text: string, values?: readonly unknown[]): Promise<StatementResult<Row>> {
    return this.#guarded(async () => {
      const result =
        values === undefined
          ? await this.#script<Row>(text)
          : await this.#client.unsafe<Row[]>(text, this.#parameters(values), { prepare: true });
      return { rows: [...result], command: result.command ?? '', count: result.count ?? 0 };
    });
  }

  /** Runs one prepared statement and resolves to its rows as arrays. */
  runForArrays(text: string, values: readonly unknown[]): Promise<unknown[][]> {
    return this.#guarded(async () => {
      return this.#client.unsafe<Record<string, unknown>[]>(text, this.#parameters(values), { prepare: true }).values();
    });
  }

  /** Ends the session now: what is pending is rejected with `cause`. */
  destroy(cause: Error): void {
    if (this.#death) return;
    this.#death = cause;
    for (const reject of this.#pending) reject(cause);
    this.#pending.clear();
    for (const listener of this.#onDeath.splice(0)) listener();
    // postgres.js may itself fail while it tears down a broken socket; the session is gone either way.
    this.#client.end({ timeout: 0 }).catch(() => undefined);
    this.#socket.close();
  }

  async #script<Row>(text: string) {
    try {
      return await this.#client.unsafe<Row[]>(text).simple();
    } catch (error) {
      if (!isConnectionError(error)) await this.#client.unsafe('rollback').simple();
      throw error;
    }
  }

  // The driver takes the type of an array's first element for that of the array: Postgres knows better, so it decides.
  #parameters(values: readonly unknown[]): postgres.ParameterOrJSON<never>[] {
    const typed = values.map((value) => (Array.isArray(value) ? this.#client.typed(value, 0) : value));
    // biome-ignore lint/nursery/noUnsafeTypeAssertion: the driver's type leaves out what wireTypes teach it to write.
    return typed as postgres.ParameterOrJSON<never>[];
  }

  // A peer that vanished answers nothing, and TCP takes a quarter of an hour to notice.
  #deadline(): NodeJS.Timeout | undefined {
    if (this.#answerWithinMs === 0) return undefined;
    return setTimeout(
      () => this.destroy(new DatabaseUnavailable('The database stopped answering.')),
      this.#answerWithinMs,
    ).unref();
  }

  #guarded<T>(execute: () => Promise<T>): Promise<T> {
    if (this.#death) return Promise.reject(this.#death);
    statements.set(this.#name, (statements.get(this.#name) ?? 0) + 1);
    return new Promise<T>((resolve, reject) => {
      this.#pending.add(reject);
      const deadline = this.#deadline();
      const settled = () => {
        clearTimeout(deadline);
        this.#pending.delete(reject);
      };
      execute().then(
        (value) => {
          settled();
          resolve(value);
        },
        (error: unknown) => {
          settled();
          if (isConnectionError(error)) {
            this.destroy(new DatabaseUnavailable(`The database does not answer: ${messageOf(error)}`, error));
            reject(this.#death);
          } else {
            reject(error);
          }
        },
      );
    });
  }
}

const GRACE_MS = 1_000;

/** True for an error that the driver raised itself, and for those with which Postgres ends a connection. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return true;
  return /^(CONNECTION_|CONNECT_|E[A-Z]+$)/.test(error.code) || /^(08|28|3D|53300|57P0[1-5])/.test(error.code);
}
