import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { freePort } from '../../src/bootstrap/free-port.ts';
import { spawnLeashed } from '../../src/bootstrap/leashed-program.ts';
import { type NatsServerSettings, natsServerConfig } from '../../src/bootstrap/relay/nats-server-config.ts';

/** A NATS server of a test's own. It can be killed and started again, with what it has on its disk. */
export interface NatsServer {
  /** `nats://127.0.0.1:<port>`, the same after each start. */
  readonly url: string;
  /** `host:port` */
  readonly address: string;
  /** Starts it, or starts it again. Resolves when it takes connections. */
  start(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Takes away what a server that is down has on its disk. */
  wipe(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

export type NatsServerOptions = Omit<NatsServerSettings, 'host' | 'port' | 'storeDirectory'> & { readonly port?: number };

/**
 * Starts `nats-server` from the PATH or /usr/sbin on a free port, with a directory of its own. Where there is none, NATS_TEST_URL may
 * name a server without users that is there already; such a one is neither killed nor wiped.
 */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const binary = findBinary();
  if (binary === undefined) return givenServer();
  const directory = await mkdtemp(join(tmpdir(), 'tessera-nats-'));
  const port = options.port ?? (await freePort());
  const config = join(directory, 'nats.conf');
  const store = join(directory, 'store');
  const pidFile = join(directory, 'nats.pid');
  const text = natsServerConfig({ ...options, host: '127.0.0.1', port, storeDirectory: store });
  await writeFile(config, `${text}pid_file: ${JSON.stringify(pidFile)}\n`);
  let running: ChildProcess | undefined;
  const kill = async () => {
    if (!running) return;
    const ended = once(running, 'exit');
    process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
    await ended;
    running = undefined;
  };
  const server: NatsServer = {
    url: `nats://127.0.0.1:${port}`,
    address: `127.0.0.1:${port}`,
    async start() {
      // On a leash: it ends with the tests, however they end.
      running = spawnLeashed([binary, '-c', config], { output: 'pipe' });
      running.stdout?.resume();
      running.stderr?.resume();
      await eventually(() => takesConnections(port), { is: true, withinMs: 20_000 });
    },
    kill,
    wipe: () => rm(store, { recursive: true, force: true }),
    async stop() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1');
    const done = (taken: boolean) => {
      socket.destroy();
      answer(taken);
    };
    // It greets whoever connects, once it is ready.
    socket.once('data', () => done(true)).once('error', () => done(false));
  });
}

function findBinary(): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return directories.map((directory) => join(directory, 'nats-server')).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function givenServer(): NatsServer {
  const given = process.env.NATS_TEST_URL;
  if (!given) {
    throw new Error('there is no nats-server on the PATH: apt-get install nats-server, or set NATS_TEST_URL to one that runs');
  }
  const refuse = () => Promise.reject(new Error('this test kills its broker: apt-get install nats-server'));
  return { url: given, address: new URL(given).host, start: refuse, kill: refuse, wipe: refuse, stop: async () => undefined };
}
