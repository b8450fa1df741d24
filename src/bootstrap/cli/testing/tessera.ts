import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../main.ts');

/** How a run of the CLI ended. */
export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedRun {
  readonly child: ChildProcess;
  /** What has come so far. */
  readonly stdout: () => string;
  readonly ended: Promise<Run>;
}

/** The CLI in a process of its own, with nothing of this one's environment. */
export function tessera(environment: Readonly<Record<string, string>>) {
  const env = { NODE_ENV: 'test', TESSERA_DATA_DIR: mkdtempSync(join(tmpdir(), 'tessera-cli-')), ...environment };

  function start(...args: readonly string[]): StartedRun {
    const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.stderr += text;
    });
    const ended = new Promise<Run>((done) => child.once('close', (exitCode) => done({ exitCode, ...said })));
    return { child, stdout: () => said.stdout, ended };
  }

  return {
    start,
    run: (...args: readonly string[]): Promise<Run> => start(...args).ended,
    /** With `--json`: the exit code and what standard output holds, which must be one JSON document. */
    async json(...args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly body: unknown }> {
      const { exitCode, stdout, stderr } = await start(...args, '--json').ended;
      if (stdout === '') throw new Error(`nothing on standard output: ${stderr}`);
      return { exitCode, body: JSON.parse(stdout) };
    },
  };
}

export type Tessera = ReturnType<typeof tessera>;
