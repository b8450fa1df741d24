import { PostgresDatabase } from '#shared-kernel/database/postgres-database.ts';
import type { SessionOptions } from '#shared-kernel/database/session.ts';
import { DEFAULT_POOL } from '#shared-kernel/module.ts';

/** Connections with which one process looks at itself, and serves admins. */
export const PLATFORM_CONNECTIONS = 2;

/**
 * The queues as the platform itself looks at them, for readiness, metrics and dead letters: on connections of its
 * own, so that looking never keeps a message waiting.
 */
export function busDatabase(url: string, size = PLATFORM_CONNECTIONS): PostgresDatabase {
  return new PostgresDatabase({
    ...DEFAULT_POOL,
    size,
    url,
    applicationName: 'tessera:platform',
    role: 'bus',
    searchPath: 'pgboss',
    acquireTimeoutMs: 5_000,
    maxWaiting: 64,
  });
}

/** How the bus itself is connected, which claims messages and minds their queues, each with a statement of its own. */
export function busSession(url: string, statementTimeoutMs = 20_000): SessionOptions {
  return {
    url,
    applicationName: 'tessera:bus',
    role: 'bus',
    searchPath: 'pgboss',
    writesOutsideTransactions: true,
    // Claims, renewals and upkeep are done again. A handler's commit is later in the log, so it never outlives its claim.
    lastCommitsMayBeLost: true,
    statementTimeoutMs,
    lockTimeoutMs: 10_000,
  };
}
