import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { ProviderRequest } from '../../ports/payment-provider.ts';
import { openSandbox, type Sandbox } from '../../testing/sandbox.ts';
import { sandboxProvider } from '../sandbox-provider.ts';

const authorization = (token = 'tok_ok'): ProviderRequest => ({
  operation: 'authorize',
  key: randomUUID(),
  amount: { amountMinor: 100, currency: 'EUR' },
  token,
  orderId: randomUUID(),
});

describe('a sandbox that is started again', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox.close());

  it('gives its earlier answers, and knows its charges', async () => {
    const [good, bad] = [authorization(), authorization('tok_declined')];
    const answers = [await sandbox.provider.submit(good), await sandbox.provider.submit(bad)];
    const charges = await sandbox.charges();
    await sandbox.restart();
    expect([await sandbox.provider.submit(good), await sandbox.provider.submit(bad)]).toEqual(answers);
    expect(await sandbox.charges()).toEqual(charges);
  });

  it('drops a line that a crash cut short, and goes on after it', async () => {
    const before = authorization();
    const answer = await sandbox.provider.submit(before);
    await appendFile(sandbox.ledger, '{"at":"2026-01-');
    await sandbox.restart();
    const after = authorization();
    await sandbox.provider.submit(after);
    await sandbox.restart();
    expect(await sandbox.provider.find(before)).toEqual(answer);
    expect((await sandbox.provider.find(after))?.kind).toBe('approved');
  });

  it('answers a call that it left hanging', async () => {
    const request = authorization('tok_timeout');
    await expect(sandbox.provider.submit(request)).rejects.toThrow();
    await sandbox.restart();
    expect((await sandbox.provider.submit(request)).kind).toBe('approved');
  });

  it('writes no token into its ledger', async () => {
    await sandbox.provider.submit(authorization('tok_secret_of_a_customer'));
    expect(await readFile(sandbox.ledger, 'utf8')).not.toContain('tok_');
  });
});

describe('the sandbox as a process of its own', () => {
  it('remembers, after kill -9, every charge that it has answered', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tessera-sandbox-'));
    const ledger = join(directory, 'ledger.jsonl');
    const first = await startProcess(ledger);
    const requests = Array.from({ length: 20 }, () => authorization());
    const answers = await Promise.all(requests.map((request) => first.provider.submit(request)));
    await first.kill();
    const second = await startProcess(ledger);
    expect(await Promise.all(requests.map((request) => second.provider.submit(request)))).toEqual(answers);
    const charges = (await readFile(ledger, 'utf8')).trim().split('\n');
    expect(charges).toHaveLength(requests.length);
    await second.kill();
    await rm(directory, { recursive: true });
  });

  it('says how it is used where it is not told its ledger', async () => {
    const child = spawnMain([]);
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(code).toBe(2);
    expect(output).toContain('--ledger FILE');
  });
});

describe('the webhooks of the sandbox', () => {
  it('tell of each change, signed', async () => {
    const received: { body: string; headers: Record<string, string> }[] = [];
    const receiver = createServer(async (request, response) => {
      received.push({ body: await text(request), headers: headersOf(request) });
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const secret = `whsec_${Buffer.from('a secret').toString('base64')}`;
    const sandbox = await openSandbox({ webhook: { url: `http://127.0.0.1:${port}/hook`, secret } });
    await sandbox.provider.submit(authorization());
    await eventually(() => received.length, { is: 1 });
    const [{ body, headers } = { body: '', headers: {} }] = received;
    const [{ charge } = { charge: '' }] = await sandbox.charges();
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'charge.authorized', data: { charge } });
    await sandbox.close();
    receiver.closeAllConnections();
    receiver.close();
  });
});

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function startProcess(ledger: string) {
  const child = spawnMain(['--ledger', ledger, '--api-key', 'test-key']);
  const url = await readyUrl(child);
  const provider = sandboxProvider({ baseUrl: () => url, apiKey: 'test-key', timeoutMs: 5_000 });
  return {
    provider,
    async kill() {
      await provider.close();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

type Child = ChildProcessByStdio<null, Readable, null>;

function spawnMain(args: readonly string[]): Child {
  return spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function readyUrl({ stdout }: Child): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('ready ')) return line.slice('ready '.length);
  }
  throw new Error('the process ended before it was ready');
}
