import type { Session } from '#shared-kernel/database/session.ts';
import type { AppModule } from '#shared-kernel/module.ts';
import { GATEWAY_CONNECTIONS } from './http/gateway/rate-limit-stores.ts';
import { PLATFORM_CONNECTIONS } from './messaging/bus-database.ts';
import { BUS_CONNECTIONS } from './messaging/messaging.ts';
import { withOwnerSession } from './migrations/migrator-session.ts';
import { StartError } from './start-failure.ts';

/** How many connections Postgres gives to whoever is no superuser, and where that limit is set. */
export interface ConnectionLimit {
  readonly count: number;
  readonly setBy: string;
}

/** What one process takes at the most: the pools of its modules, the bus, and the platform's and the gateway's own. */
export function connectionsNeeded(modules: readonly Pick<AppModule, 'pool'>[]): number {
  return modules.reduce((sum, { pool }) => sum + pool.size, BUS_CONNECTIONS + PLATFORM_CONNECTIONS + GATEWAY_CONNECTIONS);
}

/** The narrowest of the limits of the server, the database and the user. */
export async function readConnectionLimit({ sql }: Pick<Session, 'sql'>): Promise<ConnectionLimit> {
  const [limit] = await sql<ConnectionLimit>`
    select count, set_by as "setBy" from (
      select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0) as count,
        'max_connections, less what is reserved for superusers' as set_by
      union all select datconnlimit, 'the connection limit of the database' from pg_database where datname = current_database()
      union all select rolconnlimit, 'the connection limit of the user' from pg_roles where rolname = session_user
    ) as limits where count >= 0 order by count limit 1`;
  if (!limit) throw new Error('Postgres has no max_connections');
  return limit;
}

/** Refuses a server on which one process could never have all of its connections: its modules would take them from each other. */
export async function assertEnoughConnections(url: string, modules: readonly AppModule[]): Promise<void> {
  const refusal = refusalOfLimit(await withOwnerSession(url, readConnectionLimit), connectionsNeeded(modules));
  if (refusal !== undefined) throw new StartError(refusal);
}

/** Why a server with this limit is refused, if it is. */
export function refusalOfLimit({ count, setBy }: ConnectionLimit, needed: number): string | undefined {
  if (count >= needed) return undefined;
  return `PostgreSQL gives ${count} connections (${setBy}), but this process needs up to ${needed}: allow that many for each process.`;
}
