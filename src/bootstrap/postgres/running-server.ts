import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.ts';

export interface ServerPlace {
  readonly directory: string;
  readonly data: string;
}

/** Where a server is reached: on this port of the loopback, and by a Unix socket in this directory, where it has one. */
export interface ServerAddress {
  readonly port: number;
  readonly sockets: string | undefined;
}

/** A server that runs on the data now. */
export interface RunningServer extends ServerAddress {
  readonly pid: number;
  readonly ready: boolean;
  /** The process that started it, if that is known. */
  readonly ownerPid: number | undefined;
}

/** Reads PostgreSQL's own lock file; one that a dead server left behind is removed. */
export async function readRunningServer({ directory, data }: ServerPlace): Promise<RunningServer | undefined> {
  const lockFile = resolve(data, 'postmaster.pid');
  const lines = (await readFile(lockFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (!isAlive(pid) || !(await commandOf(pid)).includes(data)) {
    // After a kill the number may belong to another program by now, and PostgreSQL would then refuse to start.
    await rm(lockFile, { force: true });
    return undefined;
  }
  const owner = Number(await readFile(ownerFile(directory), 'utf8').catch(() => ''));
  const address = { port: Number(lines[3]), sockets: lines[4]?.trim() || undefined };
  return { pid, ...address, ready: lines[7]?.trim() === 'ready', ownerPid: owner || undefined };
}

/** The file that holds the id of the process which started the server. */
export function ownerFile(directory: string): string {
  return resolve(directory, 'owner.pid');
}

/** Waits for the server that runs on the data; resolves to nothing where none came up. */
export async function untilReady(
  place: ServerPlace,
  stillHopeful: () => boolean = () => true,
): Promise<RunningServer | undefined> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const running = await readRunningServer(place);
    if (running?.ready) return running;
    if (!stillHopeful()) return undefined;
    await pause(20);
  }
  return undefined;
}

/** Ends the server in order: sessions are cut off, what was committed is written. */
export async function stopServer(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  const deadline = Date.now() + 20_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new EmbeddedPostgresError(`The PostgreSQL server with process id ${pid} does not stop.`);
    await pause(20);
  }
}

export function isAlive(pid: number | undefined): boolean {
  return pid !== undefined && signal(pid, 0);
}

function signal(pid: number, name: 'SIGINT' | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function commandOf(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    const listed = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => undefined);
    return listed?.stdout ?? '';
  }
}
