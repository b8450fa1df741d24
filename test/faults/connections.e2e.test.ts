import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';
import { newId } from '#shared-kernel/ids.ts';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { connectionsNeeded } from '../../src/bootstrap/connections.ts';
import { migrateUp } from '../../src/bootstrap/migrations/migrate-up.ts';
import { schemaNamesFor } from '../../src/bootstrap/migrations/schemas.ts';
import { modules } from '../../src/bootstrap/modules.ts';
import { newDataDirectory, runShop } from '../lifecycle/shop-process.ts';
import { type PostgresServer, startPostgres } from './harness/postgres-server.ts';
import { faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { bodyOf, orderUntilAnswered } from './support/shoppers.ts';
import { tessera } from './support/tessera.ts';

const SKU = 'CROWD';
const NEEDED = connectionsNeeded(modules);
const shop = faultShop();
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres(mkdtempSync(join(tmpdir(), 'tessera-crowd-')), { maxConnections: 20 });
  await migrateUp({ url: server.url, modules: schemaNamesFor(modules), contract: true });
}, 120_000);
afterAll(() => server.stop());

describe('a server that takes fewer connections than one process needs', { timeout: 120_000 }, () => {
  it('is refused at the start, in a line that says how many, and found by the doctor', async () => {
    const refused = runShop({ DATABASE_URL: server.url, TESSERA_DATA_DIR: newDataDirectory() });
    expect(await refused.ended).toEqual({ code: 2, signal: null });
    expect(refused.stderr()).toMatch(
      new RegExp(`^tessera cannot start: PostgreSQL gives 17 connections .*max_connections.* needs up to ${NEEDED}`, 'm'),
    );
    await expect(tessera(server.url, 'doctor')).rejects.toMatchObject({
      stdout: expect.stringContaining('PostgreSQL gives 17 connections'),
    });
  });
});

describe('a server whose connections somebody else has taken', { timeout: 120_000 }, () => {
  it('makes requests fail with 503 and Retry-After, and all of it goes on when they are free again', async () => {
    await server.restartImmediately({ maxConnections: NEEDED + 10 });
    await shop.stock([SKU], 100, server.url);
    const crowded = await shop.start({ databaseUrl: server.url });
    const orders = () => Promise.all(Array.from({ length: 5 }, () => orderUntilAnswered(() => [crowded], { sku: SKU })));
    const before = await orders();
    const keys = Array.from({ length: 5 }, newId);
    const giveBack = await takeAllConnections(server.url);
    const refused = await Promise.all(
      keys.map((key) => crowded.guest.post('/v1/orders', bodyOf({ sku: SKU }), { 'idempotency-key': key })),
    );
    expect(refused.map(({ status, headers }) => [status, headers.has('retry-after')])).toEqual(keys.map(() => [503, true]));
    expect((await crowded.guest.get('/health')).status).toBe(200);
    expect((await crowded.guest.get('/ready')).status).toBe(503);
    giveBack();
    await eventually(async () => (await crowded.guest.get('/ready')).status, { is: 200, withinMs: 20_000 });
    const orderIds = [...before, ...(await orders())];
    await onServer(server.url, async (admin) => {
      const books = { admin: { sql: admin.sql, run: admin.run.bind(admin) }, outside: shop.outside };
      await expect(expectSettledBooks(books, { sku: SKU, orderIds })).resolves.toEqual({ confirmed: 10, cancelled: 0 });
    });
  });
});

/** Takes every connection that the server gives, those of the shop included, until what this resolves to is called. */
async function takeAllConnections(url: string): Promise<() => void> {
  const taken: Session[] = [];
  const first = await takeOne(url);
  if (!first) throw new Error('not a single connection is to be had');
  taken.push(first);
  const ofTheShop = () => first.sql`
    select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tessera:%'`;
  await eventually(
    async () => {
      const ended = await ofTheShop();
      for (let next = await takeOne(url); next; next = await takeOne(url)) taken.push(next);
      return ended.length;
    },
    { is: 0, withinMs: 20_000 },
  );
  return () => {
    for (const session of taken) session.destroy(new DatabaseUnavailable('The hoarding is over.'));
  };
}

async function takeOne(url: string): Promise<Session | undefined> {
  const session = new Session({
    url,
    applicationName: 'test:hoarder',
    writesOutsideTransactions: false,
    statementTimeoutMs: 5_000,
    lockTimeoutMs: 5_000,
  });
  try {
    await session.sql`select 1`;
    return session;
  } catch {
    return undefined;
  }
}
