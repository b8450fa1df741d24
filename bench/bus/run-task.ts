import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Task, TaskReport } from './task.ts';

/** A process that is connected, and waits for being told to begin. */
export interface ReadyTask {
  readonly pid: number;
  /** Resolves to what came of it once the process has ended. */
  go(): Promise<TaskReport>;
}

const PROCESS = join(import.meta.dirname, 'process.ts');

/** Starts a process for the task. */
export async function prepare(task: Task, nodeOptions: readonly string[] = []): Promise<ReadyTask> {
  const child = spawn(process.execPath, [...nodeOptions, PROCESS, JSON.stringify(task)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number>((done) => child.once('exit', (code) => done(code ?? 1)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`a process of ${task.contender} ended with ${await ended}`);
    return String(value);
  };
  await next();
  return {
    pid: child.pid ?? 0,
    async go() {
      child.stdin.write('go\n');
      const report = TaskReport.parse(JSON.parse(await next()));
      await ended;
      return report;
    },
  };
}
