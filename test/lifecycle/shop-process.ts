import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { lookInto } from '#shared-kernel/testing/planted.ts';
import { type Answer, type ShopClient, shopClient } from '../support/shop-client.ts';
import { watchedAnswers } from '../support/watched-answers.ts';

type Environment = Readonly<Record<string, string>>;

const LogLine = z.looseObject({ level: z.number(), msg: z.string(), requestId: z.string().optional() });
export type LogLine = z.output<typeof LogLine>;

export interface EndedProcess {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One `node src/bootstrap/main.ts`. Killed at the end of the test where it still runs. */
export interface ShopProcess {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly logLines: () => readonly LogLine[];
  readonly ended: Promise<EndedProcess>;
  kill(signal: NodeJS.Signals): void;
}

/** A shop that serves. */
export interface ServingShop extends ShopProcess {
  readonly url: string;
  readonly guest: ShopClient;
  guestWith(headers: Environment): ShopClient;
}

/** A directory for a shop's data, which the server's own user may enter, until the test ends. */
export function newDataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-lifecycle-'));
  chmodSync(directory, 0o755);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Runs a script of the repository with this environment and nothing of ours. */
export function runScript(script: string, environment: Environment, args: readonly string[] = []): ShopProcess {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...environment },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output.stderr += chunk;
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    // Where somebody develops, the log goes to standard error: standard output greets, with an order to try.
    lookInto(`the log of ${script}`, output.stderr);
  });
  return {
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    logLines: () => linesIn(output.stderr),
    ended,
    kill: (signal) => void child.kill(signal),
  };
}

/** Runs the shop as `npm start` does, on a free port. */
export function runShop(environment: Environment, args: readonly string[] = []): ShopProcess {
  return runScript(
    'src/bootstrap/main.ts',
    { PORT: '0', TESSERA_MONITOR_SECONDS: '1', TESSERA_RATE_LIMITS: 'off', ...environment },
    args,
  );
}

/** Runs the shop and waits until it says `ready`. */
export async function startShop(environment: Environment): Promise<ServingShop> {
  const shop = runShop(environment);
  let over = false;
  void shop.ended.then(() => {
    over = true;
  });
  await eventually(() => over || /^ready /m.test(shop.stdout()), { is: true, withinMs: 30_000 });
  const url = /^ready (\S+)$/m.exec(shop.stdout())?.[1];
  if (url === undefined) throw new Error(`the shop did not start: ${shop.stderr()}`);
  const guestWith = (headers: Environment) =>
    shopClient(
      watchedAnswers((path, init) => fetch(new URL(path, url), init)),
      headers,
    );
  return { ...shop, url, guest: guestWith({}), guestWith };
}

/** Orders one piece as a guest. */
export async function order(
  shop: ServingShop,
  sku: string,
  { token = 'tok_ok', wait = 0, ...headers }: { token?: string; wait?: number; 'x-request-id'?: string } = {},
): Promise<Answer> {
  const body = {
    lines: [{ sku, quantity: 1 }],
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
    payment: { token },
  };
  const prefer: Environment = wait > 0 ? { prefer: `wait=${wait}` } : {};
  return shop.guest.post('/v1/orders', body, { 'idempotency-key': newId(), ...prefer, ...headers });
}

const Products = z.object({ data: z.array(z.object({ variants: z.array(z.object({ sku: z.string() })) })) });

/** The SKUs on sale, as many as the first page shows. */
export async function skusOf(shop: ServingShop): Promise<readonly string[]> {
  const { data } = (await shop.guest.get('/v1/products?limit=100')).as(Products);
  return data.flatMap(({ variants }) => variants.map(({ sku }) => sku));
}

const Order = z.object({ id: z.string(), status: z.string(), accessKey: z.string().optional() });
export type Order = z.output<typeof Order>;

export function orderIn(answer: Answer): Order {
  return answer.as(Order);
}

/** What became of an order by now. */
export async function statusOf(shop: ServingShop, { id, accessKey = '' }: Order): Promise<string> {
  return (await shop.guest.get(`/v1/orders/${id}`, { 'x-access-key': accessKey })).as(Order).status;
}

function linesIn(text: string): readonly LogLine[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => LogLine.parse(JSON.parse(line)));
}
