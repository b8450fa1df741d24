import type { Database } from '../database/database.ts';
import { PostgresDatabase } from '../database/postgres-database.ts';
import { DEFAULT_POOL } from '../module.ts';
import { type ClonedDatabase, clonedDatabase } from './cloned-database.ts';

/** A migrated database of a test file's own, as one module sees it. Usable within its hooks and tests. */
export interface TestDatabase extends ClonedDatabase {
  /** Under the module's own role, which may do no more here than in production. */
  readonly database: Database;
}

/** Gives the test file that calls it a database under the role of `module`, and takes it away at the end. */
export function testDatabase(module: string): TestDatabase {
  let opened: PostgresDatabase | undefined;
  const cloned = clonedDatabase(async () => opened?.close());
  const open = () => {
    opened ??= new PostgresDatabase({
      ...DEFAULT_POOL,
      url: cloned.url,
      applicationName: `test:${module}`,
      role: module,
      searchPath: module,
      acquireTimeoutMs: 10_000,
      maxWaiting: 1_000,
    });
    return opened;
  };
  const database: Database = {
    read: (work) => open().read(work),
    transaction: (cause, work) => open().transaction(cause, work),
  };
  return Object.defineProperties({ database, admin: cloned.admin, url: '' }, { url: { get: () => cloned.url } });
}
