import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Memory, memoryOf } from '../load/process-memory.ts';

export interface SpawnOptions {
  /** Where its log is kept. */
  readonly log: string;
  /** All of it: nothing of our own is handed down. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Another checkout of this repository, to compare with. */
  readonly root?: string | undefined;
  /** What is run: the shop itself where it is left out. */
  readonly command?: readonly string[];
}

/** A shop in a process of its own, whose log goes straight to a file, as it does where it is operated. */
export interface SpawnedShop {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from spawning it until it said that it is ready. */
  readonly readyAfterMs: number;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../..');
const MAIN = [process.execPath, 'src/bootstrap/main.ts'];
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 2;

/** Starts a shop and waits until it is ready. */
export async function spawnShop({ log, environment, root = ROOT, command = MAIN }: SpawnOptions): Promise<SpawnedShop> {
  const [program = '', ...args] = command;
  const output = openSync(log, 'w');
  const startedAt = performance.now();
  const child = spawn(program, args, { cwd: root, env: { ...environment }, stdio: ['ignore', output, output] });
  closeSync(output);
  const end = () => void child.kill('SIGKILL');
  process.on('exit', end);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await untilReady(log, () => child.exitCode === null && child.signalCode === null);
  const readyAfterMs = performance.now() - startedAt;
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    readyAfterMs,
    memory: () => memoryOf(pid),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', end);
    },
  };
}

async function untilReady(log: string, alive: () => boolean): Promise<string> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const url = /^ready (\S+)$/m.exec(readFileSync(log, 'utf8'))?.[1];
    if (url !== undefined) return url;
    if (!alive() || performance.now() > deadline) throw new Error(`the shop did not start: ${readFileSync(log, 'utf8')}`);
    await pause(LOOK_EVERY_MS);
  }
}
