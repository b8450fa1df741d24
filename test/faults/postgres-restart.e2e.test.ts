import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import { migrateUp } from '../../src/bootstrap/migrations/migrate-up.ts';
import { schemaNamesFor } from '../../src/bootstrap/migrations/schemas.ts';
import { modules } from '../../src/bootstrap/modules.ts';
import { type PostgresServer, startPostgres } from './harness/postgres-server.ts';
import { faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { orderUntilAnswered } from './support/shoppers.ts';

const shop = faultShop();
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres(mkdtempSync(join(tmpdir(), 'tessera-crash-')));
  await migrateUp({ url: server.url, modules: schemaNamesFor(modules), contract: true });
}, 120_000);
afterAll(() => server.stop());

it('a server that is crashed three times under load loses no order, and the shop on it survives', {
  timeout: 180_000,
}, async () => {
  await shop.stock(['CRASH'], 1_000, server.url);
  const survivor = await shop.start({ databaseUrl: server.url });
  const orderIds: string[] = [];
  for (let crash = 0; crash < 3; crash += 1) {
    const placing = Promise.all(Array.from({ length: 10 }, () => orderUntilAnswered(() => [survivor], { sku: 'CRASH' })));
    await server.restartImmediately();
    orderIds.push(...(await placing));
  }
  await onServer(server.url, async (admin) => {
    const books = { admin: { sql: admin.sql, run: admin.run.bind(admin) }, outside: shop.outside };
    await expect(expectSettledBooks(books, { sku: 'CRASH', orderIds })).resolves.toEqual({ confirmed: 30, cancelled: 0 });
  });
  expect(survivor.process.alive).toBe(true);
  expect((await server.log()).match(/was not properly shut down/g)?.length, 'crashes').toBe(3);
});
