import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, 'localhost'), 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

/** Runs `npx vite` in a project until the test ends. */
export async function startVite(directory: string, port: number): Promise<void> {
  const args = ['node_modules/vite/bin/vite.js', '--port', `${port}`, '--strictPort'];
  const vite = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(vite, 'exit');
  onTestFinished(async () => {
    vite.kill();
    await ended;
  });
  const answers = async () => (await fetch(`http://localhost:${port}/`).catch(() => undefined))?.ok === true;
  await eventually(answers, { is: true, withinMs: 30_000 });
}
