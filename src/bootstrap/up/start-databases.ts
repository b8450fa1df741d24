import { join } from 'node:path';
import type { AppModule } from '#shared-kernel/module.ts';
import { assertSupportedServer } from '../assert-server.ts';
import { readVariable } from '../config.ts';
import { connectionsNeeded, readConnectionLimit, refusalOfLimit } from '../connections.ts';
import { migrateUp } from '../migrations/migrate-up.ts';
import { withOwnerSession } from '../migrations/migrator-session.ts';
import { startEmbeddedPostgres } from '../postgres/embedded.ts';
import { StartError } from '../start-failure.ts';
import { databaseOf } from '../topology/plan.ts';
import type { Topology } from '../topology/topology.ts';
import type { Ensemble } from './ensemble.ts';
import { KeptProgram } from './kept-program.ts';
import { logInto } from './log-stream.ts';
import type { Program } from './program.ts';
import type { UpOptions } from './up-options.ts';

/**
 * Brings each database up to the code, with the schemas of its modules and no others; those that nobody gave are kept by an
 * embedded PostgreSQL. Resolves to the connection strings of these, by their variables.
 */
export async function startDatabases(
  topology: Topology,
  options: UpOptions,
  ensemble: Ensemble,
): Promise<Readonly<Record<string, string>>> {
  const databases = Object.entries(topology.databases).map(([name, { url: variable, modules: schemas }]) => {
    return { name, variable, schemas, given: readVariable(variable, options.environment) };
  });
  const missing = databases.filter(({ given }) => given === undefined);
  const postgres = embeddedPostgres(
    missing.map(({ name }) => name),
    topology,
    options,
  );
  if (missing.length > 0) await ensemble.start([new KeptProgram(postgres, logInto(options.logs.of('up')))]);
  await Promise.all(
    databases.map(async ({ name, schemas, given }) => {
      const url = given ?? postgres.urlOf(name);
      await assertSupportedServer(url);
      await assertEnoughConnections(name, url, connectionsTo(name, topology, options.modules));
      await migrateUp({ url, modules: schemas });
    }),
  );
  return Object.fromEntries(missing.map(({ name, variable }) => [variable, postgres.urlOf(name)]));
}

interface EmbeddedPostgres extends Program {
  /** The connection string of a database, once the server runs. */
  urlOf(database: string): string;
}

/** One server with a database for each name. It comes back on the same port, because processes know that one. */
function embeddedPostgres(names: readonly string[], topology: Topology, options: UpOptions): EmbeddedPostgres {
  const { modules, dataDirectory, durable = true } = options;
  const sums = Object.keys(topology.databases).map((name) => connectionsTo(name, topology, modules));
  const settings = {
    directory: join(dataDirectory, 'postgres'),
    durable,
    maxConnections: sums.reduce((sum, count) => sum + count, CONNECTIONS_BESIDES),
  };
  const urls = new Map<string, string>();
  return {
    name: 'postgres',
    urlOf: (database) => urls.get(database) ?? '',
    async start() {
      const [url] = urls.values();
      const server = await startEmbeddedPostgres(url === undefined ? settings : { ...settings, port: Number(new URL(url).port) });
      for (const name of names) urls.set(name, await server.database(`tessera_${name}`));
      const ended = server.ended.then(() => 'the server is gone');
      return { pid: undefined, url: new URL(server.url).host, ended, stop: server.stop };
    },
  };
}

/** For superusers, for the CLI, and for whoever looks around. */
const CONNECTIONS_BESIDES = 40;

/** What all processes on a database take of its server at the most. */
function connectionsTo(database: string, topology: Topology, modules: readonly AppModule[]): number {
  const processes = Object.values(topology.processes).filter((process) => databaseOf(topology, process.modules[0]) === database);
  const hosted = processes.map((process) => modules.filter(({ name }) => process.modules.includes(name)));
  return hosted.reduce((sum, its) => sum + connectionsNeeded(its), 0);
}

async function assertEnoughConnections(name: string, url: string, needed: number): Promise<void> {
  const refusal = refusalOfLimit(await withOwnerSession(url, readConnectionLimit), needed);
  if (refusal !== undefined) throw new StartError(`${name}: ${refusal}`);
}
