import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Db, Drizzle } from './database.ts';
import type { Session, StatementResult } from './session.ts';
import { type Sql, type SqlValue, statementOf } from './sql.ts';

/**
 * A session as lent to one piece of work. Once the work is over, a statement that somebody forgot to await
 * is refused here, so that it cannot land in the transaction of whoever has the session next.
 */
export class Lease implements Db {
  readonly #session: Session;
  #drizzle: Drizzle | undefined;
  #over = false;

  constructor(session: Session) {
    this.#session = session;
  }

  readonly sql: Sql = async <Row>(strings: TemplateStringsArray, ...values: readonly SqlValue[]) => {
    const statement = statementOf(strings, values);
    const { rows } = await this.run<Row>(statement.text, statement.values);
    return rows;
  };

  get drizzle(): Drizzle {
    this.#drizzle ??= drizzleOn(this);
    return this.#drizzle;
  }

  async run<Row>(text: string, values: readonly unknown[]): Promise<StatementResult<Row>> {
    this.#refuseWhenOver();
    return this.#session.run<Row>(text, values);
  }

  async runForArrays(text: string, values: readonly unknown[]): Promise<unknown[][]> {
    this.#refuseWhenOver();
    return this.#session.runForArrays(text, values);
  }

  end(): void {
    this.#over = true;
  }

  #refuseWhenOver(): void {
    if (this.#over) throw new Error('the work that this connection was lent to is over: await every statement');
  }
}

// drizzle rewrites the parsers of the client it is given and only ever calls `unsafe` on it: it gets this
// small stand-in, so that its statements pass our guards and our own parsers stay as they are.
function drizzleOn(lease: Lease): Drizzle {
  const client = {
    options: { parsers: {}, serializers: {} },
    unsafe: (text: string, values: readonly unknown[] = []) => ({
      // biome-ignore lint/suspicious/noThenProperty: drizzle awaits what postgres.js calls a pending query.
      then: (ok: (rows: unknown) => unknown, fail: (error: unknown) => unknown) =>
        lease.run(text, values).then(({ rows }) => ok(rows), fail),
      values: () => lease.runForArrays(text, values),
    }),
  };
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the stand-in has what drizzle uses of the client, and no more.
  return drizzle(client as unknown as postgres.Sql);
}
