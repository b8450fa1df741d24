import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** One check. */
export interface Step {
  readonly name: string;
  run(): Promise<Outcome>;
}

/** What a check found. `output` is shown where anything failed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** Runs the steps side by side, as many as there are processors, and prints a line for each when it ends. */
export async function runSteps(steps: readonly Step[]): Promise<Outcome> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) outcomes.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return total(outcomes);
}

export function total(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((count, { passed }) => count + passed, 0),
    failed: outcomes.reduce((count, { failed }) => count + failed, 0),
    output: outcomes.map(({ output }) => output).join(''),
  };
}

/** A step that is a command: it passes where the command exits with 0. */
export function command(name: string, file: string, args: readonly string[]): Step {
  return { name, run: async () => outcomeOf(await execute(file, args)) };
}

export interface Execution {
  readonly status: number;
  readonly output: string;
}

/** Runs a command to its end and keeps what it says. */
export function execute(file: string, args: readonly string[]): Promise<Execution> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => resolve({ status: 1, output: `${file}: ${error.message}\n` }));
    child.on('close', (status) => resolve({ status: status ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

function outcomeOf({ status, output }: Execution): Outcome {
  return status === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
}

async function runStep(step: Step): Promise<Outcome> {
  const started = performance.now();
  const outcome = await step.run().catch((error: unknown) => ({ passed: 0, failed: 1, output: `${String(error)}\n` }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  console.log(`${outcome.failed === 0 ? 'ok    ' : 'FAILED'} ${step.name.padEnd(14)} ${seconds} s`);
  if (outcome.failed > 0) console.log(outcome.output.replace(/^/gm, '  '));
  return outcome;
}
