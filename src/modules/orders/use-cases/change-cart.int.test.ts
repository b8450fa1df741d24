import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import type { Visitor } from '../domain/access.ts';
import { aGuest, ordersUnderTest, STAFF } from '../testing/orders-under-test.ts';
import { whileOpen } from '../testing/races.ts';

const db = testDatabase('orders');
const orders = ordersUnderTest(db);

const begin = (visitor: Visitor) => orders.run((tx) => orders.createCart(tx, visitor));
const put = (visitor: Visitor, cartId: string, sku: string, more: { quantity?: number; seenVersion?: string } = {}) =>
  orders.run((tx) => orders.putCartLine(tx, { cartId, visitor, sku, quantity: 1, seenVersion: '*', ...more }));
const remove = (visitor: Visitor, cartId: string, sku: string) =>
  orders.run((tx) => orders.removeCartLine(tx, { cartId, visitor, sku, seenVersion: '*' }));

describe('a cart', () => {
  it('keeps one line for each SKU, at the price of when it was put in', async () => {
    const visitor = aGuest();
    const { id } = await begin(visitor);
    const [tea, pot] = [await orders.sell(1_000), await orders.sell(2_000)];
    await put(visitor, id, tea);
    await put(visitor, id, pot);
    const cart = await put(visitor, id, tea, { quantity: 3 });
    expect(cart.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      [tea, 3],
      [pot, 1],
    ]);
    expect(cart.version).toBe(4);
  });

  it('forgets a line that is taken out', async () => {
    const visitor = aGuest();
    const { id } = await begin(visitor);
    const tea = await orders.sell();
    await put(visitor, id, tea);
    expect((await remove(visitor, id, tea)).lines).toEqual([]);
  });

  it('is open to staff', async () => {
    const { id } = await begin(aGuest());
    await expect(put(STAFF, id, await orders.sell())).resolves.toMatchObject({ id });
  });
});

describe('a change of a cart is refused', () => {
  it('to whoever does not hold its key, as if there were none', async () => {
    const { id } = await begin(aGuest());
    await expect(put(aGuest(), id, await orders.sell())).rejects.toMatchObject({ code: 'orders.cart_not_found' });
    await expect(put(aGuest(), newId(), 'TEA')).rejects.toMatchObject({ code: 'orders.cart_not_found' });
  });

  it('where it was changed since it was seen', async () => {
    const visitor = aGuest();
    const { id } = await begin(visitor);
    const tea = await orders.sell();
    await put(visitor, id, tea, { seenVersion: '1' });
    await expect(put(visitor, id, tea, { seenVersion: '1' })).rejects.toMatchObject({ code: 'orders.cart_changed' });
  });

  it('where it would have lines of several currencies', async () => {
    const visitor = aGuest();
    const { id } = await begin(visitor);
    await put(visitor, id, await orders.sell(100, 'EUR'));
    await expect(put(visitor, id, await orders.sell(100, 'JPY'))).rejects.toMatchObject({ code: 'orders.mixed_currencies' });
  });

  it('of a SKU that is not on sale, or not in the cart', async () => {
    const visitor = aGuest();
    const { id } = await begin(visitor);
    await expect(put(visitor, id, 'NOBODY-SELLS')).rejects.toMatchObject({ code: 'orders.sku_not_on_sale' });
    await expect(remove(visitor, id, 'NOT-IN-HERE')).rejects.toMatchObject({ code: 'orders.line_not_found' });
  });
});

it('of two changes at once that saw the same cart, one is refused', async () => {
  const visitor = aGuest();
  const { id: cartId } = await begin(visitor);
  const change = { cartId, visitor, sku: await orders.sell(), quantity: 1, seenVersion: '1' };
  const second = whileOpen(
    db,
    (tx) => orders.putCartLine(tx, change),
    (tx) => orders.putCartLine(tx, change),
  );
  await expect(second).rejects.toMatchObject({ code: 'orders.cart_changed' });
});

describe('a cart that nobody has touched for three months', () => {
  it('is removed, unless it became an order', async () => {
    const visitor = aGuest();
    const [left, ordered] = [await begin(visitor), await begin(visitor)];
    await put(visitor, ordered.id, await orders.sell());
    await orders.place({ from: { cartId: ordered.id }, visitor });
    orders.clock.advance({ days: 91 });
    const fresh = await begin(visitor);
    await scheduleNamed('orders.remove-abandoned-carts').run({ correlationId: newId() });
    const kept = await db.admin.sql<{
      id: string;
    }>`select id from orders.carts where id = any(${[left.id, ordered.id, fresh.id]})`;
    expect(kept.map(({ id }) => id).toSorted()).toEqual([ordered.id, fresh.id].toSorted());
  });
});

function scheduleNamed(name: string) {
  const schedule = orders.runtime.schedules?.find((each) => each.name === name);
  if (!schedule) throw new Error(`orders has no schedule ${name}`);
  return schedule;
}
