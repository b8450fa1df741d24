import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { spawnLeashed } from '../leashed-program.ts';
import { StartError } from '../start-failure.ts';
import type { Say } from './log-stream.ts';
import { NotStarted, type Program, type StartedProgram } from './program.ts';

export interface NatsProgramOptions {
  /** Where its streams, its configuration and its process id are kept. */
  readonly directory: string;
  readonly port: number;
  /** Its configuration: that it listens on `port` of loopback, and keeps its streams in `directory`. */
  readonly config: string;
  readonly binary: string;
  readonly say: Say;
}

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;

/** A broker of our own on loopback. It ends when this process does. */
export function natsProgram(options: NatsProgramOptions): Program {
  return { name: 'broker', start: (signal) => start(options, signal) };
}

/** Finds `nats-server` where a shell would, and where Debian keeps what only root is meant to run. */
export function natsServer(path: string, besides: readonly string[] = ['/usr/sbin', '/usr/local/sbin']): string {
  const folders = [...path.split(delimiter), ...besides];
  const found = folders.map((folder) => join(folder, 'nats-server')).find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new StartError(
    'This topology needs NATS, and nats-server is not installed: apt-get install nats-server, or brew install nats-server. Or set NATS_URL to a server of your own.',
  );
}

async function start(options: NatsProgramOptions, signal: AbortSignal): Promise<StartedProgram> {
  const child = spawnLeashed([options.binary, '--config', await configure(options)], { output: 'pipe' });
  child.ref();
  // Where the shell that holds the leash was killed, the server is still there, and has the port.
  child.once('exit', () => killGroup(child.pid));
  const ended = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code) => done(`exit code ${code}`));
  });
  let last = 'it said nothing';
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue;
    createInterface({ input }).on('line', (line) => {
      if (line !== '') last = line;
      options.say(line);
    });
  }
  const stop = async () => {
    child.stdin?.end();
    const timer = setTimeout(() => killGroup(child.pid), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  };
  const gone = new AbortController();
  void ended.then(() => gone.abort());
  if (await answers(options.port, AbortSignal.any([signal, gone.signal]))) {
    return { pid: child.pid, url: `127.0.0.1:${options.port}`, ended, stop };
  }
  await stop();
  throw new NotStarted(`nats-server did not start: ${last}`);
}

async function configure({ directory, config }: NatsProgramOptions): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = resolve(directory, 'nats.conf');
  const pidFile = JSON.stringify(resolve(directory, 'nats.pid'));
  await writeFile(file, `${config}pid_file: ${pidFile}\n`, { mode: 0o600 });
  return file;
}

async function answers(port: number, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!signal.aborted && Date.now() < deadline) {
    if (await greets(port)) return true;
    await pause(50);
  }
  return false;
}

/** NATS speaks first. */
function greets(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.once('data', (bytes) => end(bytes.toString().startsWith('INFO ')));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it is gone already.
  }
}
