import { describe, expect, it } from 'vitest';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { KEY_ENCRYPTION_KEYS } from '../support/key-encryption-keys.ts';
import { newDataDirectory, order, orderIn, type ServingShop, skusOf, startShop, statusOf } from './shop-process.ts';

const database = clonedDatabase();
const start = (environment: Readonly<Record<string, string>>) =>
  startShop({ DATABASE_URL: database.url, TESSERA_DATA_DIR: newDataDirectory(), ...KEY_ENCRYPTION_KEYS, ...environment });
const messageOf = (shop: ServingShop) => shop.logLines().map(({ msg }) => msg);

/** Has a handler at work: the hold of an order's stock takes as long as the failpoint says. */
async function orderInWork(shop: ServingShop) {
  const [sku = ''] = await skusOf(shop);
  const placed = orderIn(await order(shop, sku));
  await eventually(
    async () => {
      const [row] = await database.admin.sql<{ active: number }>`
        select count(*) as active from pgboss.job where name = 'inventory.hold-stock' and state = 'active'`;
      return row?.active;
    },
    { is: 1 },
  );
  return placed;
}

const holdTakes = (ms: number) => ({ TESSERA_FAILPOINTS: `bus.midHandler/inventory.hold-stock=delay:${ms}` });

describe('a shop that is told to stop', { timeout: 120_000 }, () => {
  it('is not ready at once, finishes the request and the handler under way, and takes no new ones', async () => {
    const shop = await start({ ...holdTakes(1_500), TESSERA_LINGER_MS: '1000' });
    const placed = await orderInWork(shop);
    const waiting = order(shop, (await skusOf(shop))[0] ?? '', { wait: 10 });
    await eventually(async () => (await database.admin.sql`select 1 from orders.orders`).length, { is: 2 });
    const events = await fetch(new URL(`/v1/orders/${placed.id}/events`, shop.url), {
      headers: { 'x-access-key': placed.accessKey ?? '' },
    });
    const stoppedAt = performance.now();
    shop.kill('SIGTERM');
    await eventually(async () => (await shop.guest.get('/ready')).status, { is: 503 });
    expect(await shop.guest.get('/health')).toMatchObject({ status: 200 });
    expect(await waiting).toMatchObject({ status: 202 });
    expect(await events.text()).toContain('retry: ');
    expect(await shop.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    await expect(shop.guest.get('/health')).rejects.toThrow('fetch failed');
    expect(messageOf(shop).slice(-1)).toEqual(['stopped']);
    const handled = await database.admin
      .sql`select state from pgboss.job where name = 'inventory.hold-stock' and state = 'active'`;
    expect(handled).toEqual([]);
  });

  it('gives back what its deadline leaves no time for, and the next one goes on with it', async () => {
    const shop = await start({ ...holdTakes(60_000), TESSERA_DRAIN_SECONDS: '1' });
    const placed = await orderInWork(shop);
    const stoppedAt = performance.now();
    shop.kill('SIGTERM');
    await shop.ended;
    expect(performance.now() - stoppedAt).toBeLessThan(8_000);
    const next = await start({});
    await eventually(() => statusOf(next, placed), { is: 'confirmed', withinMs: 10_000 });
  });

  it('takes a signal that comes twice for one, and a later one for the wish to end at once', async () => {
    const shop = await start(holdTakes(60_000));
    await orderInWork(shop);
    shop.kill('SIGTERM');
    shop.kill('SIGTERM');
    await eventually(() => messageOf(shop).filter((message) => message === 'stopping').length, { is: 1 });
    const again = setInterval(() => shop.kill('SIGTERM'), 300);
    expect(await shop.ended).toEqual({ code: 143, signal: null });
    clearInterval(again);
    expect(messageOf(shop).slice(-1)).toEqual([expect.stringContaining('ended at once by a second signal')]);
  });
});
