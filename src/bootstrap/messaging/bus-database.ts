import { PostgresDatabase } from '#shared-kernel/database/postgres-database.ts';
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
