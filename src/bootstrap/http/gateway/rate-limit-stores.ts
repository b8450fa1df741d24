import { RateLimiterMemory, RateLimiterPostgres, RLWrapperTimeouts } from 'rate-limiter-flexible';
import type { Clock } from '#shared-kernel/clock.ts';
import { SessionPool } from '#shared-kernel/database/session-pool.ts';
import type { CountedBucket, Counter, Quota } from './rate-limits.ts';
import { gatewaySchema } from './rate-limits-table.ts';

/** Counts in this process alone. */
export function inMemory(bucket: CountedBucket, { requests, seconds }: Quota): Counter {
  return new RateLimiterMemory({ keyPrefix: bucket, points: requests, duration: seconds });
}

export interface PostgresStore {
  counter(bucket: CountedBucket, quota: Quota): Counter;
  close(): Promise<void>;
}

/** What the gateway takes of the server where it counts in Postgres. */
export const GATEWAY_CONNECTIONS = 2;

/** A request waits no longer than this for its turn to be counted. */
const COUNT_WITHIN_MS = 1_000;

/** Counts for all processes on one database, by one clock, on connections that no module uses. */
export function inPostgres(url: string, clock: Clock): PostgresStore {
  const pool = new SessionPool({
    size: GATEWAY_CONNECTIONS,
    url,
    applicationName: 'tessera:gateway',
    role: gatewaySchema.name,
    searchPath: gatewaySchema.name,
    writesOutsideTransactions: true,
    statementTimeoutMs: COUNT_WITHIN_MS,
    lockTimeoutMs: COUNT_WITHIN_MS,
    connectTimeoutMs: 1_000,
    acquireTimeoutMs: COUNT_WITHIN_MS,
    maxWaiting: 256,
  });
  return {
    counter: (bucket, { requests, seconds }) =>
      new RLWrapperTimeouts({
        timeoutMs: COUNT_WITHIN_MS,
        limiter: new RateLimiterPostgres({
          storeClient: clientOf(pool, clock),
          storeType: 'client',
          schemaName: gatewaySchema.name,
          tableName: 'rate_limits',
          tableCreated: true,
          // All buckets share the table, so one of them has what expired removed.
          clearExpiredByTimeout: bucket === 'reads',
          keyPrefix: bucket,
          points: requests,
          duration: seconds,
          // Who has used up his share costs the database nothing more until the window ends.
          inMemoryBlockOnConsumed: requests,
        }),
      }),
    close: () => pool.close(),
  };
}

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * As much of node-postgres as the library calls. It goes by the clock of its process, and the clocks of two machines may
 * differ by more than a window: what is stored goes by the one clock of the shop.
 */
function clientOf(pool: SessionPool, clock: Clock) {
  return {
    async query({ text, values }: Query) {
      const ahead = clock.now().getTime() - Date.now();
      const shifted = values.map((value) => (isTime(value) ? value + ahead : value));
      const { rows, count } = await pool.lease((session) => session.run<{ expire?: string }>(text, shifted));
      return { rows: rows.map((row) => ({ ...row, expire: Number(row.expire) - ahead })), rowCount: count };
    },
  };
}

/** Milliseconds since 1970 are the only large numbers that the library sends. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 1e12;
}
