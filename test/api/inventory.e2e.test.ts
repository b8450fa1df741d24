import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HoldStockV1 } from '#contracts/inventory/hold-stock.v1.ts';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import type { Sql } from '#shared-kernel/database/sql.ts';
import { defineRoute } from '#shared-kernel/http.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { defineModule } from '#shared-kernel/module.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { inventoryModule } from '../../src/modules/inventory/index.ts';
import { testShop } from '../support/test-shop.ts';

/** Somebody who asks inventory for goods, as orders does. */
const buyer = defineModule({
  name: 'orders',
  owner: 'tests',
  purpose: 'Asks for holds.',
  tables: [],
  publishes: [],
  receives: [],
  hears: [],
  settings: z.object({}),
  assemble: ({ events }) => ({ routes: [holdRoute(events)] }),
});

const shop = testShop([inventoryModule]);
const busyShop = testShop([inventoryModule, buyer], { bus: 'real' });
const guest = shop.asGuest();
const staff = shop.asStaff('inventory:write');

const Page = z.strictObject({
  data: z.array(z.looseObject({ sku: z.string().optional(), kind: z.string().optional() })),
  hasMore: z.boolean(),
  nextCursor: z.string().optional(),
});

const newSku = () => `SKU ${randomUUID()}/1`;
const pathOf = (sku: string) => `/v1/stock/${encodeURIComponent(sku)}`;
const adjust = (sku: string, body: unknown, key = randomUUID()) =>
  staff.post(`${pathOf(sku)}/adjustments`, body, { 'idempotency-key': key });
const stocked = async (onHand: number) => {
  const sku = newSku();
  await adjust(sku, { delta: onHand, reason: 'delivery' });
  return sku;
};

describe('the stock of a SKU', () => {
  it('is for everybody to see', async () => {
    const sku = await stocked(5);
    const answer = await guest.get(pathOf(sku));
    expect(answer).toMatchObject({ status: 200, body: { sku, onHand: 5, held: 0, reserved: 0, available: 5 } });
    const etag = answer.headers.get('etag') ?? '';
    expect((await guest.get(pathOf(sku), { 'if-none-match': etag })).status).toBe(304);
  });

  it('is not there for a SKU that inventory has not heard of', async () => {
    const answer = await guest.get(pathOf('NOBODY-KNOWS'));
    expect(answer).toMatchObject({ status: 404, body: { code: 'inventory.unknown_sku' } });
  });

  it('is not there for what cannot be a SKU', async () => {
    expect((await guest.get(pathOf('x'.repeat(101)))).status).toBe(404);
  });
});

describe('an adjustment', () => {
  it('answers with the stock after it, and tells it', async () => {
    const sku = await stocked(5);
    const answer = await adjust(sku, { delta: -2, reason: 'broken' });
    expect(answer).toMatchObject({
      status: 201,
      body: { sku, delta: -2, reason: 'broken', onHand: 3, held: 0, reserved: 0, available: 3 },
    });
    const told = shop.said.messagesOf(StockLevelChangedV1).filter(({ subject }) => subject === sku);
    expect(told.map(({ sequence, payload }) => [sequence, payload.onHand])).toEqual([
      [1, 5],
      [2, 3],
    ]);
  });

  it('counts once where it is sent twice under one key', async () => {
    const sku = await stocked(5);
    const key = randomUUID();
    const first = await adjust(sku, { delta: 1, reason: 'found' }, key);
    const again = await adjust(sku, { delta: 1, reason: 'found' }, key);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await guest.get(pathOf(sku))).body).toMatchObject({ onHand: 6 });
  });

  it('is refused without a key', async () => {
    const answer = await staff.post(`${pathOf(newSku())}/adjustments`, { delta: 1, reason: 'delivery' });
    expect(answer.status).toBe(400);
  });

  it.each([
    { wrong: 'a difference of zero', body: { delta: 0, reason: 'nothing' } },
    { wrong: 'half a piece', body: { delta: 0.5, reason: 'broken' } },
    { wrong: 'more than a million', body: { delta: 1_000_001, reason: 'delivery' } },
    { wrong: 'no reason', body: { delta: 1 } },
    { wrong: 'a blank reason', body: { delta: 1, reason: '  ' } },
    { wrong: 'a field that nobody knows', body: { delta: 1, reason: 'delivery', onHand: 7 } },
  ])('is refused with $wrong', async ({ body }) => {
    expect((await adjust(newSku(), body)).status).toBe(400);
  });

  it('is refused where it takes away more than there is', async () => {
    const sku = await stocked(2);
    const answer = await adjust(sku, { delta: -3, reason: 'lost' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'inventory.insufficient_stock' } });
  });
});

describe('the lists for staff', () => {
  it('page through all SKUs', async () => {
    const skus = [await stocked(1), await stocked(2), await stocked(3)].toSorted();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await staff.get(`/v1/stock?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      const page = answer.as(Page);
      seen.push(...page.data.map(({ sku }) => sku ?? ''));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(skus));
  });

  it('show the ledger of a SKU, newest entry first', async () => {
    const sku = await stocked(5);
    await adjust(sku, { delta: -1, reason: 'broken' });
    const first = (await staff.get(`${pathOf(sku)}/movements?limit=1`)).as(Page);
    expect(first).toMatchObject({ data: [{ kind: 'adjustment', onHand: -1, reason: 'broken' }], hasMore: true });
    const last = (await staff.get(`${pathOf(sku)}/movements?limit=1&cursor=${first.nextCursor}`)).as(Page);
    expect(last).toMatchObject({ data: [{ kind: 'adjustment', onHand: 5, reason: 'delivery' }], hasMore: false });
  });

  it('refuse a ledger of a SKU that inventory has not heard of', async () => {
    expect((await staff.get(`${pathOf('NOBODY-KNOWS')}/movements`)).status).toBe(404);
  });

  it('refuse a cursor that they did not give out', async () => {
    expect((await staff.get('/v1/stock?cursor=invented')).status).toBe(400);
  });
});

describe('what only staff may do', () => {
  it.each([
    { what: 'list the stock', path: '/v1/stock' },
    { what: 'read the ledger', path: '/v1/stock/TEA/movements' },
  ])('$what', async ({ path }) => {
    expect((await guest.get(path)).status).toBe(401);
    expect((await shop.asUser().get(path)).status).toBe(403);
  });

  it('adjust the stock', async () => {
    const body = { delta: 1, reason: 'gift' };
    const headers = { 'idempotency-key': randomUUID() };
    expect((await guest.post('/v1/stock/TEA/adjustments', body, headers)).status).toBe(401);
    expect((await shop.asUser().post('/v1/stock/TEA/adjustments', body, headers)).status).toBe(403);
  });
});

describe('over the bus', () => {
  const levelOf = async (sku: string) => (await busyShop.asGuest().get(pathOf(sku))).body;
  const buy = (sku: string, holdSeconds: number) => busyShop.asGuest().post('/v1/test-holds', { sku, holdSeconds });
  const supplied = async (onHand: number) => {
    const sku = newSku();
    const body = { delta: onHand, reason: 'delivery' };
    await busyShop.asStaff('inventory:write').post(`${pathOf(sku)}/adjustments`, body, { 'idempotency-key': randomUUID() });
    return sku;
  };

  it('a hold ends by itself when its time is over', async () => {
    const sku = await supplied(5);
    await buy(sku, 1);
    await eventually(() => levelOf(sku), { is: { sku, onHand: 5, held: 1, reserved: 0, available: 4 } });
    await eventually(() => levelOf(sku), { is: { sku, onHand: 5, held: 0, reserved: 0, available: 5 }, withinMs: 10_000 });
  });

  it('200 buyers for 20 units get 20 of them', async () => {
    const sku = await supplied(20);
    await Promise.all(Array.from({ length: 200 }, () => buy(sku, 900)));
    const answered = () => busyShop.databaseOf('inventory').read(({ sql }) => statesOf(sql, sku));
    await eventually(answered, {
      is: [
        { state: 'held', orders: 20 },
        { state: 'refused', orders: 180 },
      ],
      withinMs: 10_000,
    });
    expect(await levelOf(sku)).toEqual({ sku, onHand: 20, held: 20, reserved: 0, available: 0 });
  });
});

function statesOf(sql: Sql, sku: string) {
  return sql<{ state: string; orders: number }>`
    select state, count(*) as orders
    from inventory.reservations join inventory.reservation_lines using (order_id)
    where sku = ${sku}
    group by state order by state`;
}

function holdRoute(events: EventBus) {
  return defineRoute({
    method: 'post',
    path: '/v1/test-holds',
    operationId: 'testHold',
    summary: 'Asks for a piece',
    access: 'public',
    body: z.strictObject({ sku: z.string(), holdSeconds: z.int() }),
    replies: { 202: z.undefined() },
    handle: ({ body: { sku, holdSeconds }, transaction }) =>
      transaction(async (tx) => {
        const orderId = newId();
        const payload = { orderId, lines: [{ sku, quantity: 1 }], holdSeconds };
        events.send(tx, HoldStockV1, { subject: orderId, payload });
        return { status: 202 as const, body: undefined };
      }),
  });
}
