import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lookInto } from '#shared-kernel/testing/planted.ts';

export interface ProcessSpec {
  /** A TypeScript file of this repository. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Files loaded before it, such as one that breaks the build. */
  readonly imports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where what it says is appended, standard output and error alike. */
  readonly log: string;
  readonly readyWithinMs?: number;
}

/** A process of the system under test. */
export interface RunningProcess {
  readonly pid: number;
  /** What it said after `ready`. */
  readonly url: string;
  /** Resolves when it is gone, to the signal that ended it or its exit code. */
  readonly ended: Promise<NodeJS.Signals | number>;
  /** True until it is gone. */
  readonly alive: boolean;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL where it is not gone in time. Resolves to how it ended. */
  stop(withinMs?: number): Promise<NodeJS.Signals | number>;
}

/** The process ended, or said nothing, before it was ready. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
}

const living = new Set<ChildProcess>();
// Whatever ends this process takes those that it started with it.
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Starts a program of the repository in a process of its own, and waits until it says `ready <url>`. */
export async function startProcess(spec: ProcessSpec): Promise<RunningProcess> {
  const child = spawnNode(spec);
  const ended = new Promise<NodeJS.Signals | number>((done) => {
    child.once('exit', (code, name) => {
      living.delete(child);
      done(name ?? code ?? 1);
    });
  });
  const { pid, url } = await readyUrl(child, ended, spec);
  const signal = (name: NodeJS.Signals) => void child.kill(name);
  return {
    pid,
    url,
    ended,
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    signal,
    async kill() {
      signal('SIGKILL');
      await ended;
    },
    async stop(withinMs = 30_000) {
      signal('SIGCONT');
      signal('SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), withinMs);
      return ended.finally(() => clearTimeout(timer));
    },
  };
}

const ROOT = join(import.meta.dirname, '../../..');

function spawnNode({ file, args = [], imports = [], environment = {}, log }: ProcessSpec): ChildProcess {
  const loaded = imports.flatMap((path) => ['--import', path]);
  const child = spawn(process.execPath, [...loaded, join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  living.add(child);
  const output = createWriteStream(log, { flags: 'a' });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  child.once('close', () => output.end());
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', (line) => lookInto(log, line));
  return child;
}

async function readyUrl(
  child: ChildProcess,
  ended: Promise<NodeJS.Signals | number>,
  { file, readyWithinMs = 120_000 }: ProcessSpec,
) {
  const { pid, stdout } = child;
  if (pid === undefined || stdout === null) throw new NotStarted(`${file} could not be spawned`);
  const lines = createInterface({ input: stdout });
  const ready = new Promise<string>((found) => {
    lines.on('line', (line) => {
      if (line.startsWith('ready ')) found(line.slice('ready '.length).trim());
    });
  });
  const gone = ended.then((how) => Promise.reject(new NotStarted(`${file} ended with ${how} before it was ready`)));
  const late = setTimeout(() => child.kill('SIGKILL'), readyWithinMs);
  const url = await Promise.race([ready, gone]).finally(() => clearTimeout(late));
  return { pid, url };
}
