import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { type ClonedDatabase, clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type ShopClient, shopClient } from '../../support/shop-client.ts';
import { watchedAnswers } from '../../support/watched-answers.ts';
import { NotStarted, type RunningProcess } from '../harness/processes.ts';
import { ADMIN, startCarrier, startProvider, startShopProcess } from '../harness/shop-processes.ts';

export interface FaultyStart {
  /** As `TESSERA_FAILPOINTS` says it. */
  readonly failpoints?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files that it loads before anything else. */
  readonly imports?: readonly string[];
  /** Instead of the test file's own database. */
  readonly databaseUrl?: string;
}

/** A whole shop in a process of its own. */
export interface FaultyShop {
  readonly process: RunningProcess;
  readonly guest: ShopClient;
  /** All that it and others of its name have written to their log. */
  said(): Promise<string>;
  /** Waits until it has written this. */
  expectSaid(text: string): Promise<void>;
  /** Holds where the failpoint was hit and the process died of it. */
  expectKilledAt(failpoint: string): Promise<void>;
}

/** The systems around the shop, each with its own ledger: they live as long as the test file. */
export interface Outside {
  readonly provider: RunningProcess;
  readonly carrier: RunningProcess;
}

export interface FaultShop {
  readonly admin: ClonedDatabase['admin'];
  readonly url: string;
  readonly outside: Outside;
  start(options?: FaultyStart): Promise<FaultyShop>;
  /** Starts one that is killed at a failpoint, perhaps before it is ready, by what it finds to be done. */
  startAndDieAt(failpoint: string): Promise<void>;
  /** Puts products on sale, so many pieces of each in stock, in a process in which nothing fails. */
  stock(skus: readonly string[], pieces?: number, databaseUrl?: string): Promise<void>;
  orderIdsOf(sku: string): Promise<readonly string[]>;
  /** Ages every claim by an hour, and spares it the backoff, so that a test need not wait for what it is not about. */
  letClaimsLapse(): Promise<void>;
}

// What a lost message or a dead process costs, short for tests; docs/recovery.md has what production has.
const BRISK = {
  TESSERA_POLL_MS: '200',
  TESSERA_MONITOR_SECONDS: '1',
  TESSERA_ALLOW_FAILPOINTS: 'yes',
  // On a busy machine a step takes its time: none is given up but where a test is about that.
  ORDERS_STEP_SECONDS: '3600',
};

/** Real processes on a database of the test file's own; each shop that a test starts is gone after it. */
export function faultShop(): FaultShop {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-faults-'));
  let outside: Outside | undefined;
  const cloned = clonedDatabase(async () => {
    await Promise.all([outside?.provider.stop(), outside?.carrier.stop()]);
  });
  const around = () => {
    if (!outside) throw new Error('the shop exists only within hooks and tests');
    return outside;
  };
  beforeAll(async () => {
    const [provider, carrier] = await Promise.all([startProvider(directory), startCarrier(directory)]);
    outside = { provider, carrier };
  }, 60_000);
  const start = shopStarter(directory, () => cloned.url, around);
  return {
    admin: cloned.admin,
    get url() {
      return cloned.url;
    },
    get outside() {
      return around();
    },
    start,
    async startAndDieAt(failpoint) {
      const doomed = await start({ failpoints: `${failpoint}=kill` }).catch(diedEarly);
      if (doomed instanceof NotStarted) expect(doomed.message).toContain('SIGKILL');
      else await doomed.expectKilledAt(failpoint);
    },
    stock: async (skus, pieces = 100, databaseUrl = cloned.url) => stockUp(await start({ databaseUrl }), skus, pieces),
    async orderIdsOf(sku) {
      const rows = await cloned.admin.sql<{ id: string }>`select id from orders.orders where lines @> ${[{ sku }]}::jsonb`;
      return rows.map(({ id }) => id);
    },
    async letClaimsLapse() {
      await cloned.admin.run(
        // Tries again within seconds, but not so often that what waits for a lock runs out of tries.
        `update pgboss.job set started_on = started_on - interval '1 hour', retry_delay_max = 2 where state = 'active'`,
        [],
      );
    },
  };
}

function diedEarly(error: unknown): NotStarted {
  if (error instanceof NotStarted) return error;
  throw error;
}

function shopStarter(directory: string, url: () => string, outside: () => Outside): FaultShop['start'] {
  const starting: Promise<RunningProcess>[] = [];
  let count = 0;
  // A start may still be under way where its test ran out of time.
  afterEach(async () => {
    const starts = await Promise.allSettled(starting.splice(0));
    await Promise.all(starts.map((start) => (start.status === 'fulfilled' ? start.value.kill() : undefined)));
  });
  return async ({ failpoints = '', environment = {}, imports = [], databaseUrl = url() } = {}) => {
    count += 1;
    const name = `shop-${count}`;
    const start = startShopProcess({
      databaseUrl,
      directory,
      imports,
      name,
      providerUrl: outside().provider.url,
      carrierUrl: outside().carrier.url,
      environment: { ...BRISK, TESSERA_FAILPOINTS: failpoints, ...environment },
    });
    starting.push(start);
    return faultyShop(await start, join(directory, `${name}.log`));
  };
}

function faultyShop(process: RunningProcess, log: string): FaultyShop {
  const said = () => readFile(log, 'utf8');
  return {
    process,
    guest: clientOf(process.url),
    said,
    async expectSaid(text) {
      const found = async () => ((await said()).includes(text) ? text : 'not yet');
      await eventually(found, { is: text, withinMs: 40_000 });
    },
    async expectKilledAt(failpoint) {
      await eventually(() => process.alive, { is: false, withinMs: 40_000 });
      expect(await process.ended).toBe('SIGKILL');
      expect(await said()).toContain(`failpoint ${failpoint} kill`);
    },
  };
}

function clientOf(url: string, headers: Readonly<Record<string, string>> = {}): ShopClient {
  return shopClient(
    watchedAnswers((path, init) => fetch(new URL(path, url), init)),
    headers,
  );
}

const Session = z.object({ accessToken: z.string() });

async function staffOf(url: string): Promise<ShopClient> {
  const { accessToken } = (await clientOf(url).post('/v1/sessions', ADMIN)).as(Session);
  return clientOf(url, { authorization: `Bearer ${accessToken}` });
}

async function stockUp({ process }: FaultyShop, skus: readonly string[], pieces: number): Promise<void> {
  const staff = await staffOf(process.url);
  for (const sku of skus) await sell(staff, sku, pieces);
  await process.stop();
}

async function sell(staff: ShopClient, sku: string, pieces: number): Promise<void> {
  const variants = [{ sku, price: { amountMinor: 1_000, currency: 'EUR' } }];
  expect((await staff.post('/v1/products', { title: `Product ${sku}`, status: 'active', variants })).status).toBe(201);
  const adjustment = { delta: pieces, reason: 'delivery' };
  const adjust = () => staff.post(`/v1/stock/${sku}/adjustments`, adjustment, { 'idempotency-key': `stock-${sku}` });
  await eventually(adjust, { satisfies: ({ status }) => status === 201 });
}
