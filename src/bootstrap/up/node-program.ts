import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Say } from './log-stream.ts';
import { NotStarted, type Program, type StartedProgram } from './program.ts';

export interface NodeProgramOptions {
  readonly name: string;
  /** A TypeScript file that says `ready <url>` on standard output when it is. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told each line of standard output and error. */
  readonly say: Say;
  readonly readyWithinMs: number;
  /** How long it may take to end in order. */
  readonly stopWithinMs: number;
}

// Whoever holds the leash and is killed takes the program along.
const LEASH = pathToFileURL(join(import.meta.dirname, '../../../scripts/leash.mjs')).href;

/** A process of ours: it ends by SIGTERM, or by SIGKILL where that takes too long, and soon after this process is gone. */
export function nodeProgram(options: NodeProgramOptions): Program {
  return { name: options.name, start: (signal) => start(options, signal) };
}

async function start(options: NodeProgramOptions, signal: AbortSignal): Promise<StartedProgram> {
  const { name, stopWithinMs, readyWithinMs } = options;
  if (signal.aborted) throw new NotStarted(`${name} is not wanted any more`);
  const child = spawnNode(options);
  const ended = endOf(child);
  const stop = () => end(child, ended, stopWithinMs);
  const heard = listen(child, options.say);
  const late = new Promise<never>((_, refuse) => {
    const timer = setTimeout(() => refuse(new NotStarted(`${name} was not ready within ${readyWithinMs} ms`)), readyWithinMs);
    void ended.then((how) => {
      clearTimeout(timer);
      refuse(new NotStarted(`${name} ended (${how}) before it was ready: ${heard.lastLine()}`));
    });
    signal.addEventListener('abort', () => refuse(new NotStarted(`${name} is not wanted any more`)), { once: true });
    void heard.ready.then(() => clearTimeout(timer));
  });
  late.catch(() => undefined);
  try {
    const url = await Promise.race([heard.ready, late]);
    return { pid: child.pid, url, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnNode({ file, args = [], environment }: NodeProgramOptions): ChildProcess {
  return spawn(process.execPath, ['--import', LEASH, file, ...args], {
    // A process group of its own: Ctrl-C in the terminal is for us, and we stop one after the other.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...environment, TESSERA_LEASH: String(process.pid) },
  });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('error', (error) => done(error.message));
    // After its last words.
    child.once('close', (code, signal) => done(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

interface Heard {
  readonly ready: Promise<string>;
  lastLine(): string;
}

function listen({ stdout, stderr }: ChildProcess, say: Say): Heard {
  let last = 'it said nothing';
  const hear = (line: string) => {
    // What a stack trace is about stands at its beginning.
    if (!line.startsWith(' ')) last = line;
    say(line);
  };
  const ready = new Promise<string>((found) => {
    if (stderr) createInterface({ input: stderr }).on('line', hear);
    if (stdout) {
      createInterface({ input: stdout }).on('line', (line) => {
        if (line.startsWith('ready ')) found(line.slice('ready '.length).trim());
        else hear(line);
      });
    }
  });
  return { ready, lastLine: () => last };
}

async function end(child: ChildProcess, ended: Promise<string>, withinMs: number): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await ended;
  clearTimeout(timer);
}
