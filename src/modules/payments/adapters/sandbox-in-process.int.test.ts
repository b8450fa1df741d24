import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SandboxInProcess, sandboxInProcess } from './sandbox-in-process.ts';

let directory: string;
let sandbox: SandboxInProcess;
const another = () => sandboxInProcess({ ledger: join(directory, 'ledger.jsonl'), apiKey: 'test-key' });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tessera-sandbox-'));
  sandbox = another();
});
afterEach(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

describe('the sandbox in this process', () => {
  it('is found by another process that has started none, such as the admin CLI', async () => {
    await sandbox.start();
    expect(another().url()).toBe(sandbox.url());
  });

  it('is started by one process alone', async () => {
    await sandbox.start();
    await expect(another().start()).rejects.toThrow('PAYMENTS_PROVIDER_URL');
  });

  it('is nowhere before it has started and after it has stopped', async () => {
    expect(() => another().url()).toThrow('not running');
    await sandbox.start();
    await sandbox.stop();
    expect(() => another().url()).toThrow('not running');
  });
});
