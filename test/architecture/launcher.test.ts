import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const SCRIPT = 'test/architecture/fixtures/launcher/wait-for-signal.ts';

test('the launcher runs a script on Node 24, hands over arguments and signals, and ends as the script ends', async () => {
  const launcher = spawn(process.execPath, ['scripts/run.mjs', SCRIPT, 'one', 'two words'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface(launcher.stdout)) {
    lines.push(line);
    if (lines.length === 1) {
      // npm and the terminal may each send one: the script hears it once.
      launcher.kill('SIGTERM');
      launcher.kill('SIGTERM');
    }
  }
  const [status] = launcher.exitCode === null ? await once(launcher, 'exit') : [launcher.exitCode];
  expect(lines).toEqual([expect.stringMatching(/^ready on v24\..* with one two words$/), 'heard SIGTERM']);
  expect(status).toBe(7);
});

test('the launcher says how it is used where it is given nothing to run', async () => {
  const launcher = spawn(process.execPath, ['scripts/run.mjs'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const chunks: string[] = [];
  launcher.stderr.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  const [status] = await once(launcher, 'close');
  expect(chunks.join('')).toContain('usage: node scripts/run.mjs');
  expect(status).toBe(1);
});
