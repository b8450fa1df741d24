import type { ChildProcess } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { freePort } from '../free-port.ts';
import { spawnLeashed } from '../leashed-program.ts';
import type { PostgresBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { ownerFile, type ServerAddress, type ServerPlace, untilReady } from './running-server.ts';
import type { ServerUser } from './server-user.ts';

export interface ServerSettings extends ServerPlace {
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser;
  readonly durable: boolean;
  readonly maxConnections: number;
  /** A free one where left out. */
  readonly port?: number | undefined;
}

export interface StartedServer {
  readonly address: ServerAddress;
  /** Resolves when it is gone, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server on loopback, with a Unix socket where it can have one, and waits until it takes connections. */
export async function startServer(settings: ServerSettings): Promise<StartedServer> {
  await writeFile(ownerFile(settings.directory), String(process.pid));
  const child = await launch(settings, settings.port ?? (await freePort()));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const address = await untilReady(settings, () => child.exitCode === null && child.signalCode === null);
  if (address === undefined) throw new EmbeddedPostgresError(`PostgreSQL did not start: ${await lastWords(settings)}`);
  return {
    address,
    ended,
    stop: async () => {
      child.ref();
      child.stdin?.end();
      await ended;
      await rm(ownerFile(settings.directory), { force: true });
    },
  };
}

async function launch(settings: ServerSettings, port: number): Promise<ChildProcess> {
  const log = await open(logFile(settings), 'w');
  try {
    const { binaries, user } = settings;
    const command = [...user.prefix, binaries.postgres, ...optionsOf(settings, port)];
    return spawnLeashed(command, { identity: user.identity, output: log.fd });
  } finally {
    await log.close();
  }
}

function optionsOf({ data, durable, maxConnections }: ServerSettings, port: number): string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketsFor(data),
    unix_socket_permissions: '0700',
    max_connections: maxConnections,
    timezone: 'UTC',
    ...(durable
      ? {}
      : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', wal_level: 'minimal', max_wal_senders: 0 }),
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Where whoever may read the data connects with less effort than by TCP. */
function socketsFor(data: string): string {
  const fits = data.length + '/.s.PGSQL.65535.lock'.length <= LONGEST_SOCKET_PATH;
  return process.platform === 'win32' || !fits ? '' : data;
}

/** Of macOS; Linux takes four more (unix(4), unix(7)). */
const LONGEST_SOCKET_PATH = 103;

function logFile({ directory }: ServerPlace): string {
  return resolve(directory, 'server.log');
}

async function lastWords(settings: ServerSettings): Promise<string> {
  const lines = (await readFile(logFile(settings), 'utf8').catch(() => '')).trim().split('\n');
  return lines.slice(-3).join(' ') || 'it left no message.';
}
