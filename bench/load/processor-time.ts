import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Processor seconds that programs have used since they began, by what they are. */
export type ProcessorTime = ReadonlyMap<string, number>;

interface Program {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Of its own, and of its children that have ended. */
  readonly seconds: number;
}

/** The clock ticks in which Linux counts. */
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/**
 * Looks at the processes of a shop on this machine (proc(5), `stat`): those named by their ids, and PostgreSQL and NATS by
 * the directory that they work in.
 */
export function processorTime(named: ReadonlyMap<number, string>, directory: string): ProcessorTime {
  const programs = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? (programAt(Number(entry)) ?? []) : []));
  const servers = programs.filter(({ command }) => command.includes(directory));
  const postmaster = servers.find(({ command }) => isRunning(command, 'postgres'))?.pid;
  const seconds = new Map<string, number>();
  for (const program of programs) {
    const name = nameOf(program);
    if (name !== undefined) seconds.set(name, (seconds.get(name) ?? 0) + program.seconds);
  }
  return seconds;

  function nameOf({ pid, parent, command }: Program): string | undefined {
    if (postmaster !== undefined && (pid === postmaster || parent === postmaster)) return 'postgres';
    if (isRunning(command, 'nats-server') && command.includes(directory)) return 'nats';
    return named.get(pid);
  }
}

/** Whether a command line runs this program itself, and not another one that starts it. */
function isRunning(command: string, program: string): boolean {
  const [path = ''] = command.split('\0');
  return path.split('/').at(-1) === program;
}

/** What was used between two looks. */
export function usedBetween(before: ProcessorTime, after: ProcessorTime): ProcessorTime {
  return new Map([...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)]));
}

/** Undefined for a process that has just ended. */
function programAt(pid: number): Program | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold anything, brackets too.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
    return { pid, parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8'), seconds: ticks / TICKS_PER_SECOND };
  } catch {
    return undefined;
  }
}
