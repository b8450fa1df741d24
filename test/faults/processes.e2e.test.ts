import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { withEmptyDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type BalancedLoad, visitUntilOver } from './harness/balanced-load.ts';
import { NotStarted } from './harness/processes.ts';
import { ADMIN } from './harness/shop-processes.ts';
import { type FaultyShop, faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { orderUntilAnswered } from './support/shoppers.ts';
import { tessera } from './support/tessera.ts';

const shop = faultShop();
const SLOW_HANDLER = 'bus.midHandler/inventory.hold-stock=delay';

beforeAll(() => shop.stock(['TERM', 'GRACE', 'BACK', 'STOP', 'BOUND', 'ROLL'], 10_000), 120_000);

/** A process that has one order in a handler which takes so many milliseconds. */
async function busyFor(ms: number, sku: string, environment: Readonly<Record<string, string>> = {}, more = '') {
  const busy = await shop.start({ failpoints: `${SLOW_HANDLER}:${ms}${more}`, environment });
  const orderIds = [await orderUntilAnswered(() => [busy], { sku })];
  await busy.expectSaid('failpoint bus.midHandler/inventory.hold-stock delay');
  return { busy, orderIds };
}

const holds = () => shop.admin.sql<{ state: string; tries: number }>`
  select state, retry_count as tries from pgboss.job where name = 'inventory.hold-stock' order by created_on desc limit 1`;

async function queuesAtWork(): Promise<readonly string[]> {
  const rows = await shop.admin.sql<{ name: string }>`
    select distinct name from pgboss.job where state < 'completed' and start_after <= now() and name not like '\\_\\_pgboss%'`;
  return rows.map(({ name }) => name);
}

describe('a process that is asked to stop', { timeout: 120_000 }, () => {
  it('lets a long handler end, and leaves nothing claimed behind', async () => {
    const { busy, orderIds } = await busyFor(1_500, 'TERM');
    expect(await busy.process.stop()).toBe(0);
    expect(await holds()).toEqual([{ state: 'completed', tries: 0 }]);
    await shop.start();
    await expect(expectSettledBooks(shop, { sku: 'TERM', orderIds })).resolves.toEqual({ confirmed: 1, cancelled: 0 });
  });

  it('gives back what a handler does not finish in time, so that another need not wait for the claim to lapse', async () => {
    const { busy, orderIds } = await busyFor(4_000, 'BACK', { TESSERA_DRAIN_SECONDS: '1' });
    expect(await busy.process.stop()).toBe(0);
    expect(await holds()).toMatchObject([{ state: 'retry' }]);
    await shop.start();
    await expect(expectSettledBooks(shop, { sku: 'BACK', orderIds })).resolves.toEqual({ confirmed: 1, cancelled: 0 });
  });

  it('and is killed while it drains loses nothing', async () => {
    const { busy, orderIds } = await busyFor(5_000, 'GRACE', {}, ',stop.grace=kill');
    busy.process.signal('SIGTERM');
    await busy.expectKilledAt('stop.grace');
    await shop.letClaimsLapse();
    await shop.start();
    await expect(expectSettledBooks(shop, { sku: 'GRACE', orderIds })).resolves.toEqual({ confirmed: 1, cancelled: 0 });
  });
});

describe('a process that freezes in the middle of a transaction', { timeout: 120_000 }, () => {
  it('holds its locks no longer than a transaction may take, and what it does when it thaws is undone', async () => {
    const { busy: frozen, orderIds } = await busyFor(5_000, 'STOP');
    // Nothing else is to be frozen with it: other modules have other deadlines.
    await eventually(queuesAtWork, { is: ['inventory.hold-stock'] });
    frozen.process.signal('SIGSTOP');
    await shop.letClaimsLapse();
    await shop.start();
    const settled = await expectSettledBooks(shop, { sku: 'STOP', orderIds, withinMs: 60_000 });
    expect(settled).toEqual({ confirmed: 1, cancelled: 0 });
    frozen.process.signal('SIGCONT');
    await frozen.expectSaid('"queue":"inventory.hold-stock"');
    await expect(expectSettledBooks(shop, { sku: 'STOP', orderIds })).resolves.toEqual(settled);
  });
});

describe('a process that is killed with messages claimed', { timeout: 180_000 }, () => {
  it('has its work done by another within 30 s by the settings of production, whatever its messages are', async () => {
    const environment = { TESSERA_POLL_MS: '1000', TESSERA_MONITOR_SECONDS: '5' };
    const other = await shop.start({ environment });
    const doomed = await Promise.all(
      CLAIMED.map((queue) => shop.start({ environment, failpoints: `bus.afterClaim/${queue}=kill` })),
    );
    const importing = await importerAt(other);
    const orderIds: string[] = [];
    const deaths = Promise.all(doomed.map(({ process }) => process.ended.then(() => Date.now())));
    for (let living = doomed; living.length > 0; living = doomed.filter(({ process }) => process.alive)) {
      for (const victim of living) orderIds.push(await orderUntilAnswered(() => [victim, other], { sku: 'BOUND' }));
      await importing(living.at(-1) ?? other);
    }
    const diedAt = await deaths;
    await expectSettledBooks(shop, { sku: 'BOUND', orderIds, withinMs: 60_000 });
    const madeGood = await lastSecondTries();
    expect(madeGood.map(({ queue }) => queue).toSorted()).toEqual(CLAIMED.toSorted());
    for (const { queue, atMs } of madeGood) {
      expect(atMs - (diedAt[CLAIMED.indexOf(queue)] ?? 0), queue).toBeLessThan(30_000);
    }
  });
});

/** Of each kind of claim one: in one transaction, around a call, around a call of a minute, and with the longest transactions. */
const CLAIMED = ['inventory.hold-stock', 'payments.authorize-payment', 'notifications.send-mail', 'catalog.import-products'];

/** When the last message of each queue that was begun by more than one process was done. */
function lastSecondTries() {
  return shop.admin.sql<{ queue: string; atMs: number }>`
    select name as queue, extract(epoch from max(completed_on))::float8 * 1000 as "atMs" from pgboss.job
    where name = any(${CLAIMED}) and retry_count > 0 and state = 'completed' group by name`;
}

/** Asks a process to import a product, whether it is still there or not. */
async function importerAt({ guest }: FaultyShop) {
  const { accessToken } = (await guest.post('/v1/sessions', ADMIN)).as(z.object({ accessToken: z.string() }));
  const headers = () => ({
    authorization: `Bearer ${accessToken}`,
    'content-type': 'text/csv',
    'idempotency-key': newId(),
  });
  return async ({ process }: FaultyShop): Promise<void> => {
    const body = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\ncup,Cup,Title,Default Title,CUP,9.00\n';
    await fetch(new URL('/v1/imports/products', process.url), { method: 'post', headers: headers(), body }).catch(
      () => undefined,
    );
  };
}

describe('a migration whose process is killed in the middle of a file', { timeout: 120_000 }, () => {
  it('is applied by the next `migrate up`, whole', () =>
    withEmptyDatabase(async ({ url, admin }) => {
      const environment = { NODE_ENV: 'development', TESSERA_SEED: 'none' };
      const starting = shop.start({ databaseUrl: url, environment, failpoints: 'boot.midMigration=kill' });
      await expect(starting).rejects.toThrow(NotStarted);
      const half = await admin.sql<{ name: string }>`
        select schemaname || '.' || tablename as name from pg_tables where schemaname = 'identity' and tablename not in ('migrations')`;
      expect(half, 'tables of the file in which it died').toEqual([]);
      await expect(tessera(url, 'migrate', 'up')).resolves.toContain('identity');
      await tessera(url, 'migrate', 'verify');
    }));
});

describe('a rolling restart of three processes under load', { timeout: 120_000 }, () => {
  it('fails no request of clients that keep to processes which say that they are ready', async () => {
    // Longer than a client may take between asking whether a process is ready and sending it a request.
    const environment = { TESSERA_LINGER_MS: '2000' };
    const fleet = await Promise.all(Array.from({ length: 3 }, () => shop.start({ environment })));
    const load: BalancedLoad = { sku: 'ROLL', orderIds: [], failures: [], over: false };
    const clients = Promise.all(Array.from({ length: 3 }, (_, client) => visitUntilOver(fleet, client, load)));
    for (let index = 0; index < fleet.length; index += 1) {
      const before = load.orderIds.length;
      expect(await fleet[index]?.process.stop()).toBe(0);
      fleet[index] = await shop.start({ environment });
      expect(load.orderIds.length, 'orders that were placed meanwhile').toBeGreaterThan(before);
    }
    load.over = true;
    await clients;
    expect(load.failures).toEqual([]);
    const { orderIds } = load;
    await expect(expectSettledBooks(shop, { sku: 'ROLL', orderIds })).resolves.toMatchObject({ confirmed: orderIds.length });
  });
});
