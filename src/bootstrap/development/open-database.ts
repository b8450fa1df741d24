import { join } from 'node:path';
import type { AppModule } from '#shared-kernel/module.ts';
import { assertRolesUsable, assertSupportedServer } from '../assert-server.ts';
import type { Config, ProcessSettings } from '../config.ts';
import { assertEnoughConnections } from '../connections.ts';
import { assertMigrated } from '../migrations/assert-migrated.ts';
import { migrateUp } from '../migrations/migrate-up.ts';
import { schemaNamesFor } from '../migrations/schemas.ts';
import { startEmbeddedPostgres } from '../postgres/embedded.ts';

export interface OpenDatabase {
  readonly url: string;
  /** True where this process started PostgreSQL itself. */
  readonly embedded: boolean;
  close(): Promise<void>;
}

/** The database to serve from: the one that was given, or an embedded one; brought up to date in development only. */
export async function openDatabase({ process: settings }: Config, modules: readonly AppModule[]): Promise<OpenDatabase> {
  const database = await givenOrEmbedded(settings);
  const target = { url: database.url, modules: schemaNamesFor(modules) };
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

/** The database as it is found. An embedded server that runs already is shared. */
export async function givenOrEmbedded({
  DATABASE_URL: given,
  TESSERA_DATA_DIR: directory,
}: ProcessSettings): Promise<OpenDatabase> {
  if (given !== undefined) return { url: given, embedded: false, close: async () => undefined };
  const { url, stop } = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  return { url, embedded: true, close: stop };
}
