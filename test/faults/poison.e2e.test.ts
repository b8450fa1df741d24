import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { OPERATIONS_TOKEN } from './harness/shop-processes.ts';
import { faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { orderUntilAnswered } from './support/shoppers.ts';
import { tessera } from './support/tessera.ts';

const SKU = 'POISON';
const QUEUE = 'inventory.hold-stock';
const DEATHS = 5;
const shop = faultShop();

beforeAll(() => shop.stock([SKU]), 120_000);

/** Orders whose holds nobody has begun, in the order in which they were placed. */
async function ordersThatWait(count: number): Promise<readonly string[]> {
  const claims = `bus.afterClaim/${QUEUE}`;
  const stuck = await shop.start({ failpoints: `${claims}=hang` });
  const place = () => orderUntilAnswered(() => [stuck], { sku: SKU });
  const claimed = await place();
  await stuck.expectSaid(`failpoint ${claims} hang`);
  const waiting: string[] = [];
  while (waiting.length < count) waiting.push(await place());
  await stuck.process.kill();
  await shop.letClaimsLapse();
  return [...waiting, claimed];
}

const pending = async () => {
  const rows = await shop.admin.sql<{ id: string }>`select id from orders.orders where status = 'pending'`;
  return rows.map(({ id }) => id);
};

const parked = () => shop.admin.sql<{ subject: string; reason: string }>`
  select data ->> 'subject' as subject, source_output ->> 'message' as reason from pgboss.job where name like '%.dead'`;

describe('a message that ends every process which begins it', { timeout: 180_000 }, () => {
  it('lets its neighbours through, is parked after a few deaths, and is handled once it is cured and redriven', async () => {
    const orderIds = await ordersThatWait(8);
    const poison = orderIds[3] ?? '';
    const poisoned = `bus.withMessage/${QUEUE}/${poison}`;
    for (let death = 1; death <= DEATHS; death += 1) {
      expect(await parked(), `given up before death ${death}`).toEqual([]);
      await shop.startAndDieAt(poisoned);
      await shop.letClaimsLapse();
    }
    const survivor = await shop.start({ failpoints: `${poisoned}=kill` });
    const letters = await eventually(parked, { satisfies: ({ length }) => length > 0, withinMs: 40_000 });
    expect(letters).toEqual([{ subject: poison, reason: expect.stringContaining(`${DEATHS} processes in a row`) }]);
    await eventually(pending, { is: [poison], withinMs: 40_000 });
    await survivor.expectSaid('processes that begin it die, or never come back');
    const metrics = await survivor.guest.get('/metrics', { authorization: `Bearer ${OPERATIONS_TOKEN}` });
    expect(String(metrics.body)).toContain(`tessera_messages_total{queue="${QUEUE}",outcome="abandoned"}`);
    expect(survivor.process.alive).toBe(true);
    await survivor.process.stop();
    await shop.start();
    await expect(tessera(shop.url, 'queue', 'redrive', QUEUE, '--all')).resolves.toContain('1');
    await expect(expectSettledBooks(shop, { sku: SKU, orderIds })).resolves.toEqual({ confirmed: 9, cancelled: 0 });
  });
});
