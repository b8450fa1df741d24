import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type Basket, PlacedOrder, shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

const shop = testShop(undefined, { bus: 'real' });
const { sell, submit, fillCart, look, level, paymentsOf, expectLedgersAgree } = shopping(shop);

const countOf = async (table: string) =>
  (await shop.admin.run<{ count: number }>(`select count(*) as count from ${table}`, [])).rows[0]?.count;

/** Orders as a client should: who is told that the shop is busy asks again, under the same key. */
async function insist(basket: Basket): Promise<PlacedOrder> {
  const key = newId();
  const once = () => submit(shop.asGuest(), { ...basket, key });
  const answer = await eventually(once, { satisfies: ({ status }) => status !== 503, withinMs: 30_000 });
  expect(answer.status).toBe(202);
  return answer.as(PlacedOrder);
}

describe('a crowd', () => {
  it('that submits the same cart 50 times at once makes one order', async () => {
    await sell('MANY-1', { stock: 100 });
    const { id, client } = await fillCart('MANY-1');
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(client, { cartId: id, wait: 0 })));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    expect(await countOf('orders.orders')).toBe(1);
  });

  it('that repeats one request under one Idempotency-Key makes one order, and everybody gets it', async () => {
    await sell('MANY-2', { stock: 100 });
    const before = Number(await countOf('orders.orders'));
    const key = newId();
    const client = shop.asGuest('a-guest-who-made-up-a-key-of-its-own-000000');
    const basket = { lines: [{ sku: 'MANY-2', quantity: 1 }], key, wait: 0 };
    const once = async () => eventually(() => submit(client, basket), { satisfies: ({ status }) => status !== 409 });
    const answers = await Promise.all(Array.from({ length: 20 }, once));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toHaveProperty('size', 1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(19);
    expect(await countOf('orders.orders')).toBe(before + 1);
  });

  it('of 200 that wants 20 pieces gets 20 orders; each other one is refused without an authorization', async () => {
    await sell('HOT-1', { stock: 20 });
    const placed = await Promise.all(
      Array.from({ length: 200 }, () => insist({ lines: [{ sku: 'HOT-1', quantity: 1 }], wait: 0 })),
    );
    const ended = [];
    for (const each of placed)
      ended.push(await eventually(() => look(each), { satisfies: ({ status }) => status !== 'pending', withinMs: 60_000 }));
    const confirmed = ended.filter(({ status }) => status === 'confirmed');
    const refused = ended.filter(({ status }) => status === 'cancelled');
    expect([confirmed.length, refused.length]).toEqual([20, 180]);
    expect(new Set(refused.map(({ failure }) => failure?.code))).toEqual(new Set(['inventory.insufficient_stock']));
    for (const { id } of refused.slice(0, 20)) expect(await paymentsOf(id)).toEqual([]);
    expect(await countOf("payments.payments where status <> 'captured'")).toBe(0);
    expect(await level('HOT-1')).toMatchObject({ onHand: 20, held: 0, reserved: 20, available: 0 });
    await expectLedgersAgree();
  }, 120_000);
});
