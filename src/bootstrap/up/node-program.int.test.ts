import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { nodeProgram } from './node-program.ts';
import { NotStarted } from './program.ts';

const FILE = resolve(import.meta.dirname, 'testing/stand-in.ts');

function standIn(how: string, limits: { readonly readyWithinMs?: number; readonly stopWithinMs?: number } = {}) {
  const said: string[] = [];
  const stopping = new AbortController();
  const program = nodeProgram({
    name: 'shop',
    file: FILE,
    args: [how],
    environment: {},
    say: (line) => said.push(line),
    readyWithinMs: 60_000,
    stopWithinMs: 60_000,
    ...limits,
  });
  const start = async () => {
    const started = await program.start(stopping.signal);
    onTestFinished(() => started.stop());
    return started;
  };
  return { said, stopping, start };
}

describe('a process of a topology', () => {
  it('is started once it says so, and ends in order when it is asked to', async () => {
    const { said, start } = standIn('serves');
    const { url, stop, ended } = await start();
    expect(url).toBe('http://127.0.0.1:1');
    await stop();
    expect(await ended).toBe('exit code 0');
    expect(said).toEqual(['{"msg":"warming up"}', 'stopping']);
  });

  it('that is killed says by what', async () => {
    const { pid = 0, ended } = await standIn('serves').start();
    process.kill(pid, 'SIGKILL');
    expect(await ended).toBe('signal SIGKILL');
  });

  it('is killed where it does not end in time', async () => {
    const { said, start } = standIn('hangs at the end', { stopWithinMs: 200 });
    const { stop, ended } = await start();
    await stop();
    expect(await ended).toBe('signal SIGKILL');
    expect(said).toEqual(['no']);
  });

  it('is killed where it is not ready in time', async () => {
    const { start } = standIn('never gets ready', { readyWithinMs: 200, stopWithinMs: 0 });
    await expect(start()).rejects.toThrow('shop was not ready within 200 ms');
  });

  it('that cannot start repeats why', async () => {
    await expect(standIn('cannot start').start()).rejects.toThrow(
      new NotStarted('shop ended (exit code 2) before it was ready: tessera cannot start: there is no database'),
    );
  });

  it('is not waited for any longer when all is stopped', async () => {
    const { said, stopping, start } = standIn('never gets ready');
    const refused = expect(start()).rejects.toThrow('shop is not wanted any more');
    await eventually(() => said, { is: ['still looking for the database'], withinMs: 30_000 });
    stopping.abort();
    await refused;
  });
});
