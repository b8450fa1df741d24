import { join } from 'node:path';
import type { AppModule } from '#shared-kernel/module.ts';
import { assertRolesUsable, assertSupportedServer } from '../assert-server.ts';
import type { Config, ProcessSettings } from '../config.ts';
import { assertEnoughConnections } from '../connections.ts';
import { assertMigrated } from '../migrations/assert-migrated.ts';
import { migrateUp } from '../migrations/migrate-up.ts';
import { schemaNamesFor } from '../migrations/schemas.ts';
import type { Placement } from '../placement.ts';
import { startEmbeddedPostgres } from '../postgres/embedded.ts';
import { SHARED_BY_GATEWAYS } from '../topology/plan.ts';

export interface OpenDatabase {
  readonly url: string;
  /** True where this process started PostgreSQL itself. */
  readonly embedded: boolean;
  close(): Promise<void>;
}

/** The database to serve from: the one that was given, or an embedded one; brought up to date in development only. */
export async function openDatabase(config: Config, all: readonly AppModule[]): Promise<PlacedDatabase> {
  const { process: settings, placement, urls } = config;
  if (placement.plan.database === undefined) return NONE;
  const database = await givenOrEmbedded(settings, urls.database);
  const modules = all.filter(({ name }) => placement.plan.modules.includes(name));
  const target = { url: database.url, modules: schemasIn(placement, modules) };
  try {
    await assertSupportedServer(target.url);
    await assertEnoughConnections(target.url, modules);
    if (settings.NODE_ENV === 'development') await migrateUp(target);
    await assertRolesUsable(target.url, target.modules);
    await assertMigrated(target);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A gateway without modules has none. */
export type PlacedDatabase = Omit<OpenDatabase, 'url'> & { readonly url: string | undefined };

const NONE: PlacedDatabase = { url: undefined, embedded: false, close: async () => undefined };

/** What this process finds in its database: a process alone has all of it, one of several what is its own. */
function schemasIn({ topology, plan }: Placement, modules: readonly AppModule[]): readonly string[] {
  if (topology === undefined) return schemaNamesFor(modules);
  const names = modules.map(({ name }) => name);
  return plan.gateway && plan.sharedDatabase === plan.database ? [...names, SHARED_BY_GATEWAYS] : names;
}

/** The database as it is found. An embedded server that runs already is shared. */
export async function givenOrEmbedded(
  { DATABASE_URL, TESSERA_DATA_DIR: directory }: ProcessSettings,
  given = DATABASE_URL,
): Promise<OpenDatabase> {
  if (given !== undefined) return { url: given, embedded: false, close: async () => undefined };
  const { url, stop } = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  return { url, embedded: true, close: stop };
}
