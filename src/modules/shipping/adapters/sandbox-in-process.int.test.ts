import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type SandboxInProcess, sandboxInProcess } from './sandbox-in-process.ts';

const started: SandboxInProcess[] = [];
afterEach(() => Promise.all(started.splice(0).map((sandbox) => sandbox.stop())));

function sandboxOn(ledger: string): SandboxInProcess {
  const sandbox = sandboxInProcess(ledger);
  started.push(sandbox);
  return sandbox;
}

describe('the sandbox carrier of a process', () => {
  const ledger = () => join(mkdtempSync(join(tmpdir(), 'tessera-carrier-')), 'carrier.jsonl');

  it('is found by another process on the same ledger while it runs, and not after', async () => {
    const file = ledger();
    const [running, asking] = [sandboxOn(file), sandboxOn(file)];
    expect(() => asking.url()).toThrow('is not running');
    await running.start();
    expect(asking.url()).toBe(running.url());
    await running.stop();
    expect(() => asking.url()).toThrow('is not running');
  });

  it('refuses to serve a ledger that another process serves', async () => {
    const file = ledger();
    await sandboxOn(file).start();
    await expect(sandboxOn(file).start()).rejects.toMatchObject({ code: 'shipping.sandbox_taken' });
  });
});
