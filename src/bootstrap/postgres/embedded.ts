import { mkdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';
import { postgresBinaries } from './binaries.ts';
import { createCluster } from './create-cluster.ts';
import { isAlive, readRunningServer, type ServerAddress, stopServer, untilReady } from './running-server.ts';
import { type ServerSettings, type StartedServer, startServer } from './server-process.ts';
import { serverUser } from './server-user.ts';

export interface EmbeddedPostgresOptions {
  /** Where the data and the server's log live. Default `.tessera/postgres`. */
  readonly directory?: string;
  /** False trades the promise to survive a crash of the machine for speed: for tests. Default true. */
  readonly durable?: boolean;
  /** On loopback; any free one where left out. */
  readonly port?: number;
  /** Default 200. */
  readonly maxConnections?: number;
}

export interface EmbeddedPostgres {
  /** The database `tessera`, as its owner: by the server's Unix socket, where it has one. */
  readonly url: string;
  /** Another database of the server, made where there is none: its connection string. */
  database(name: string): Promise<string>;
  /** Resolves when the server is gone, whoever ended it. Never where another process started it. */
  readonly ended: Promise<void>;
  /** Stops the server and keeps its data. Does nothing where another process started the server. */
  stop(): Promise<void>;
}

const ATTEMPTS = 3;
const NEVER = new Promise<void>(() => undefined);

/**
 * Starts PostgreSQL 18 from npm on loopback, on data that are created the first time and kept after that.
 * Where a living process serves the directory already, its server is shared; what a killed process left
 * running is stopped first. Throws an `EmbeddedPostgresError` where the machine does not allow it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const directory = resolve(options.directory ?? '.tessera/postgres');
  const binaries = await postgresBinaries();
  await mkdir(directory, { recursive: true });
  const user = await serverUser([directory, binaries.directory]);
  const data = await createCluster(directory, binaries, user);
  const { durable = true, maxConnections = 200, port } = options;
  const settings = { directory, data, binaries, user, durable, maxConnections, port };
  const password = (await readFile(resolve(data, 'tessera.password'), 'utf8')).trim();
  const server = await startOrShare(settings);
  const database = async (name: string): Promise<string> => {
    await createDatabase(urlOf(password, server.address, 'postgres'), name);
    return urlOf(password, server.address, name);
  };
  return { url: await database('tessera'), database, ended: server.ended, stop: server.stop };
}

async function startOrShare(settings: ServerSettings, attempt = 1): Promise<StartedServer> {
  const running = await readRunningServer(settings);
  if (running && isAlive(running.ownerPid)) {
    const address = await untilReady(settings);
    if (address !== undefined) return { address, ended: NEVER, stop: async () => undefined };
  } else if (running) {
    await stopServer(running.pid);
  }
  try {
    return await startServer(settings);
  } catch (error) {
    // Another process was quicker with the same directory, or took the port that had just been free.
    if (attempt >= ATTEMPTS) throw error;
    return await startOrShare(settings, attempt + 1);
  }
}

function urlOf(password: string, { port, sockets }: ServerAddress, database: string): string {
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  return sockets === undefined ? url : `${url}?host=${encodeURIComponent(sockets)}`;
}

async function createDatabase(url: string, name: string): Promise<void> {
  const session = new Session({
    url,
    applicationName: 'tessera embedded',
    writesOutsideTransactions: true,
    statementTimeoutMs: 30_000,
    lockTimeoutMs: 30_000,
  });
  try {
    const found = await session.sql`select 1 from pg_database where datname = ${name}`;
    if (found.length === 0) await session.run(`create database "${name}"`);
  } catch (error) {
    const again = await session.sql`select 1 from pg_database where datname = ${name}`.catch(() => []);
    if (again.length === 0) throw error;
  } finally {
    session.destroy(new DatabaseUnavailable('The session was closed.'));
  }
}
