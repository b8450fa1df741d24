import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Outcome } from './step.ts';

/** What vitest's JSON reporter writes, as far as it is counted. */
const VitestReport = z.object({
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** Runs vitest with these arguments; what it says is shown as it comes, or kept where `quiet`. */
export async function runVitest(args: readonly string[], { quiet }: { readonly quiet: boolean }): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-vitest-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { status, output } = await start(['run', ...reporters, ...args], quiet);
    return { ...count(report, status), output };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function start(args: readonly string[], quiet: boolean): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('node_modules/.bin/vitest', args, {
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', (status) => resolve({ status: status ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

function count(path: string, status: number): { passed: number; failed: number } {
  const { testResults } = readReport(path);
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const failedTests = tests.filter((test) => test.status === 'failed').length;
  // A file that does not load fails without a test of its own.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = failedTests + brokenFiles.length;
  // An error outside of any test shows in the exit status alone.
  return { passed, failed: failed === 0 && status !== 0 ? 1 : failed };
}

function readReport(path: string): z.infer<typeof VitestReport> {
  try {
    return VitestReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { testResults: [] };
  }
}
