import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { KEY_ENCRYPTION_KEYS } from '../support/key-encryption-keys.ts';
import { newDataDirectory } from './shop-process.ts';

const database = clonedDatabase();

it.each([
  ['npm', ['start']],
  [process.execPath, ['scripts/run.mjs', 'src/bootstrap/main.ts']],
])('a shop whose %s was killed stops in order, and leaves no process behind', { timeout: 90_000 }, async (program, args) => {
  const parent = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      DATABASE_URL: database.url,
      TESSERA_DATA_DIR: newDataDirectory(),
      ...KEY_ENCRYPTION_KEYS,
    },
  });
  let said = '';
  for (const stream of [parent.stdout, parent.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const ready = await eventually(() => /^ready (\S+)$/m.exec(said)?.[1] ?? '', {
    satisfies: (url) => url !== '',
    withinMs: 60_000,
  });
  const pid = Number(/"pid":(\d+)/.exec(said)?.[1]);
  onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
  expect((await fetch(new URL('/health', ready))).status).toBe(200);
  parent.kill('SIGKILL');
  await eventually(() => isAlive(pid), { is: false, withinMs: 20_000 });
  expect(said).toContain('"msg":"stopped"');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
