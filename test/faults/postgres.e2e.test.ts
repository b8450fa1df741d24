import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { bodyOf, orderUntilAnswered } from './support/shoppers.ts';
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts';

const GuestOrder = z.object({ id: z.string(), accessKey: z.string() });
const shop = faultShop();
const proxies: TcpProxy[] = [];
const behindProxy = async () => {
  const proxy = await startTcpProxy(shop.url);
  proxies.push(proxy);
  return proxy;
};

beforeAll(() => shop.stock(['FULL', 'MUTE', 'LOST', 'HELD', 'KNOT']), 120_000);
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});

describe('a server', { timeout: 120_000 }, () => {
  it('that takes no more connections makes requests fail with 503 and Retry-After, and nothing is lost when it does again', async () => {
    const proxy = await behindProxy();
    const busy = await shop.start({ databaseUrl: proxy.url });
    const first = await orderUntilAnswered(() => [busy], { sku: 'FULL' });
    proxy.onConnect('too-many');
    await cutConnections();
    const keys = Array.from({ length: 10 }, newId);
    const refused = await Promise.all(
      keys.map((key) => busy.guest.post('/v1/orders', bodyOf({ sku: 'FULL' }), { 'idempotency-key': key })),
    );
    expect(proxy.struck).toBeGreaterThan(0);
    expect(refused.map(({ status, headers }) => [status, headers.has('retry-after')])).toEqual(keys.map(() => [503, true]));
    proxy.onConnect('pass');
    const orderIds = [first, ...(await Promise.all(keys.map((key) => orderUntilAnswered(() => [busy], { sku: 'FULL', key }))))];
    await expect(expectSettledBooks(shop, { sku: 'FULL', orderIds })).resolves.toEqual({ confirmed: 11, cancelled: 0 });
    expect(busy.process.alive).toBe(true);
  });

  it('that falls silent on every open connection makes requests fail with 503 within a deadline, and they succeed again after it', async () => {
    const proxy = await behindProxy();
    const deaf = await shop.start({ databaseUrl: proxy.url });
    const first = await orderUntilAnswered(() => [deaf], { sku: 'MUTE' });
    const keys = Array.from({ length: 4 }, newId);
    proxy.goSilent();
    const asked = performance.now();
    const refused = await Promise.all(
      keys.map((key) => deaf.guest.post('/v1/orders', bodyOf({ sku: 'MUTE' }), { 'idempotency-key': key })),
    );
    // A transaction may take 10 s; nobody waits for the quarter of an hour after which TCP notices.
    expect(performance.now() - asked).toBeLessThan(20_000);
    const outcomes = refused.map(({ status, headers }) => [status, headers.has('retry-after')]);
    expect(outcomes, 'on connections that were open').toContainEqual([503, true]);
    expect(outcomes.filter(([status]) => status !== 503 && status !== 202)).toEqual([]);
    const orderIds = [first, ...(await Promise.all(keys.map((key) => orderUntilAnswered(() => [deaf], { sku: 'MUTE', key }))))];
    const settled = await expectSettledBooks(shop, { sku: 'MUTE', orderIds, withinMs: 60_000 });
    expect(settled).toEqual({ confirmed: 5, cancelled: 0 });
  });

  it('whose answer to a COMMIT is lost leaves the caller in doubt, and the same Idempotency-Key ends it', async () => {
    const proxy = await behindProxy();
    const doubtful = await shop.start({ databaseUrl: proxy.url });
    const key = newId();
    const body = { ...bodyOf({ sku: 'LOST' }), customer: { email: 'grace@example.com', name: 'Grace of the lost answer' } };
    proxy.loseCommitAnswer(body.customer.name);
    const order = () => doubtful.guest.post('/v1/orders', body, { 'idempotency-key': key });
    const doubt = await eventually(order, { satisfies: ({ status }) => status !== 422 });
    expect(proxy.struck).toBe(1);
    expect(doubt).toMatchObject({ status: 503, body: { code: 'database.commit_unknown', retryable: true } });
    const answer = await order();
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
    const orderIds = await shop.orderIdsOf('LOST');
    expect(answer.body).toMatchObject({ id: orderIds[0] });
    await expect(expectSettledBooks(shop, { sku: 'LOST', orderIds })).resolves.toEqual({ confirmed: 1, cancelled: 0 });
  });
});

describe('a transaction of somebody else', { timeout: 120_000 }, () => {
  it('that holds back the horizon of the server for long does not hold up orders', async () => {
    const patient = await shop.start();
    await onServer(shop.url, async (session) => {
      await session.run('begin isolation level repeatable read', []);
      const [horizon] = await session.sql<{ xmin: string }>`
        select backend_xmin::text as xmin from pg_stat_activity where pid = pg_backend_pid()`;
      const orderIds = await Promise.all(Array.from({ length: 10 }, () => orderUntilAnswered(() => [patient], { sku: 'HELD' })));
      await expect(expectSettledBooks(shop, { sku: 'HELD', orderIds })).resolves.toEqual({ confirmed: 10, cancelled: 0 });
      const [still] = await shop.admin
        .sql`select 1 as held from pg_stat_activity where backend_xmin::text = ${horizon?.xmin ?? ''}`;
      expect(still).toEqual({ held: 1 });
    });
  });

  it('that deadlocks with a request makes it fail with 503, and the repetition succeeds', async () => {
    const knotted = await shop.start();
    const order = () => knotted.guest.post('/v1/orders', bodyOf({ sku: 'KNOT' }), { 'idempotency-key': newId() });
    const { id, accessKey } = (await eventually(order, { satisfies: ({ status }) => status === 202 })).as(GuestOrder);
    const cancel = () => knotted.guest.post(`/v1/orders/${id}/cancel`, {}, { 'x-access-key': accessKey });
    await expectSettledBooks(shop, { sku: 'KNOT', orderIds: [id] });
    const before = await deadlocks();
    const answer = await onServer(shop.url, async (session) => {
      await session.run('begin', []);
      await session.sql`select 1 from orders.orders where id = ${id} for update`;
      const cancelling = cancel();
      await eventually(blockedSessions, { is: 1 });
      await session.sql`select 1 from orders.sagas where order_id = ${id} for update`;
      const refused = await cancelling;
      await session.run('commit', []);
      return refused;
    });
    expect(await eventually(deadlocks, { satisfies: (count) => count > before })).toBe(before + 1);
    expect(answer).toMatchObject({ status: 503, body: { code: 'database.busy' } });
    expect(answer.headers.has('retry-after')).toBe(true);
    expect((await cancel()).status).toBe(202);
  });
});

async function cutConnections(): Promise<void> {
  await shop.admin.run(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tessera:%' and datname = current_database()",
    [],
  );
}

async function blockedSessions(): Promise<number> {
  const rows = await shop.admin.sql`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and application_name = 'tessera:orders'`;
  return rows.length;
}

async function deadlocks(): Promise<number> {
  const [row] = await shop.admin.sql<{ count: number }>`
    select deadlocks as count from pg_stat_database where datname = current_database()`;
  return row?.count ?? 0;
}
