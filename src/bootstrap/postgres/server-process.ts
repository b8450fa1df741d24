import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { ownerFile, type ServerPlace, untilReady } from './running-server.ts';
import type { ServerUser } from './server-user.ts';

export interface ServerSettings extends ServerPlace {
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser;
  readonly durable: boolean;
  readonly maxConnections: number;
  /** A free one where left out. */
  readonly port?: number | undefined;
}

// Standard input is the leash: it closes when this process ends, however it ends, and the server is stopped.
// It reads the leash in the background so that it also notices when the server ends by itself.
const LEASH = `
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
{ read -r _ <&3; kill -INT "$server" 2>/dev/null; } &
wait "$server"
`;

/** Starts a server on a free port of loopback and waits until it takes connections. */
export async function startServer(settings: ServerSettings): Promise<{ readonly port: number; stop(): Promise<void> }> {
  await writeFile(ownerFile(settings.directory), String(process.pid));
  const child = await launch(settings, settings.port ?? (await freePort()));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.once('exit', () => child.stdin?.destroy());
  const port = await untilReady(settings, () => child.exitCode === null && child.signalCode === null);
  if (port === undefined) throw new EmbeddedPostgresError(`PostgreSQL did not start: ${await lastWords(settings)}`);
  return {
    port,
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
    // A process group of its own: Ctrl-C in the terminal must end the shop first and its database after it.
    const { binaries, user } = settings;
    const child = spawn('/bin/sh', ['-c', LEASH, 'sh', ...user.prefix, binaries.postgres, ...optionsOf(settings, port)], {
      ...user.identity,
      detached: true,
      cwd: '/',
      stdio: ['pipe', log.fd, log.fd],
    });
    child.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

function optionsOf({ data, durable, maxConnections }: ServerSettings, port: number): string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    timezone: 'UTC',
    ...(durable
      ? {}
      : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', wal_level: 'minimal', max_wal_senders: 0 }),
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => found(port));
    });
  });
}

function logFile({ directory }: ServerPlace): string {
  return resolve(directory, 'server.log');
}

async function lastWords(settings: ServerSettings): Promise<string> {
  const lines = (await readFile(logFile(settings), 'utf8').catch(() => '')).trim().split('\n');
  return lines.slice(-3).join(' ') || 'it left no message.';
}
