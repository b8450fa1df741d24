import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { DatabaseUnavailable } from '../database/failures.ts';
import { Session } from '../database/session.ts';
import type { Sql } from '../database/sql.ts';
import { eventually } from './eventually.ts';
import { leaksIn } from './search-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** What `test/support/postgres-setup.ts` prepared: a server, and a migrated database on it to copy. */
    readonly postgres: { readonly url: string; readonly template: string };
  }
}

/** A database of a test file's own. Usable within its hooks and tests. */
export interface ClonedDatabase {
  /** As the owner of the database. */
  readonly url: string;
  /** A session of the owner, which may do everything. */
  readonly admin: { readonly sql: Sql; readonly run: Session['run'] };
}

/**
 * Copies the migrated template for this test file, and drops the copy after its last test. `close` runs
 * first; a connection that is still open after it fails the file, and so does something planted that stands where it must not.
 */
export function clonedDatabase(close: () => Promise<void> = async () => undefined): ClonedDatabase {
  const name = `tessera_test_${randomUUID().replaceAll('-', '')}`;
  let admin: Session | undefined;
  const session = () => {
    if (!admin) throw new Error('the test database exists only within hooks and tests');
    return admin;
  };
  beforeAll(async () => {
    const { url, template } = inject('postgres');
    await onServer(url, async (server) => {
      await server.run(`create database ${name} template ${template} strategy file_copy`);
      // A copy of the files takes a quarter of the time of one through the log. It has everything but the rights on the
      // database itself.
      await server.run(`revoke create, temporary on database ${name} from public`);
    });
    admin = ownerSession(databaseUrl(url, name));
  }, 60_000);
  afterAll(async () => {
    await close();
    const leaks = admin ? await leaksIn(session().run.bind(session()), inject('personalPlaces')) : [];
    admin?.destroy(new DatabaseUnavailable('The test is over.'));
    await onServer(inject('postgres').url, async (server) => {
      try {
        await assertNothingOpen(server, name);
        assertNothingLeaked(leaks);
      } finally {
        await server.run(`drop database if exists ${name} with (force)`);
      }
    });
  }, 60_000);
  return {
    get url() {
      return databaseUrl(inject('postgres').url, name);
    },
    admin: { sql: (strings, ...values) => session().sql(strings, ...values), run: (text, values) => session().run(text, values) },
  };
}

/** The same server and user, another database. */
export function databaseUrl(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

/** Runs `work` with a session of the owner. */
export async function onServer<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = ownerSession(url);
  try {
    return await work(session);
  } finally {
    session.destroy(new DatabaseUnavailable('The session was closed.'));
  }
}

/** Gives `work` a database with nothing in it. */
export async function withEmptyDatabase(work: (database: { readonly url: string; readonly admin: Session }) => Promise<void>) {
  const server = inject('postgres').url;
  const name = `tessera_empty_${randomUUID().replaceAll('-', '')}`;
  const url = databaseUrl(server, name);
  await onServer(server, (session) => session.run(`create database ${name}`));
  try {
    await onServer(url, (admin) => work({ url, admin }));
  } finally {
    await onServer(server, (session) => session.run(`drop database if exists ${name} with (force)`));
  }
}

function ownerSession(url: string): Session {
  return new Session({
    url,
    applicationName: 'test:owner',
    writesOutsideTransactions: true,
    statementTimeoutMs: 60_000,
    lockTimeoutMs: 60_000,
  });
}

/** Rejects with every place in which something planted stands that may not be there. */
function assertNothingLeaked(places: readonly string[]): void {
  if (places.length > 0) throw new Error(`personal data or secrets of the tests stand in: ${places.join(', ')}`);
}

async function assertNothingOpen(server: Session, database: string): Promise<void> {
  const open = async () => {
    const sessions = await server.sql<{ name: string; query: string }>`
      select application_name as name, query from pg_stat_activity
      where datname = ${database} and backend_type = 'client backend'`;
    return sessions.map(({ name, query }) => `${name}: ${query}`);
  };
  // Closing a socket takes Postgres a moment to notice.
  await eventually(open, { is: [], withinMs: 3_000 });
}
