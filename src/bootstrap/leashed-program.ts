import { type ChildProcess, spawn } from 'node:child_process';

export interface LeashedProgramOptions {
  /** Who it runs as, where that is not the user of this process. */
  readonly identity?: { readonly uid?: number; readonly gid?: number };
  /** Where standard output and error go: a pipe, or an open file. */
  readonly output: 'pipe' | number;
}

// Standard input is the leash: it closes when this process ends, however it ends, and the program is stopped.
// It reads the leash in the background so that it also notices when the program ends by itself.
const LEASH = `
exec 3<&0
"$@" 3<&- </dev/null &
program=$!
{ read -r _ <&3; kill -INT "$program" 2>/dev/null; } &
wait "$program"
`;

/**
 * Starts a program that knows nothing of us and gets SIGINT when this process is gone, or closes the program's standard input.
 * It has a process group of its own: Ctrl-C in the terminal must end the shop first, and what it stands on after it.
 */
export function spawnLeashed(command: readonly string[], { identity = {}, output }: LeashedProgramOptions): ChildProcess {
  const child = spawn('/bin/sh', ['-c', LEASH, 'sh', ...command], {
    ...identity,
    detached: true,
    cwd: '/',
    stdio: ['pipe', output, output],
  });
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  child.once('exit', () => child.stdin?.destroy());
  child.unref();
  return child;
}
