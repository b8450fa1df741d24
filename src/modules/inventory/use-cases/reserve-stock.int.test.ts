import { expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { anOrder, HOLD_SECONDS, inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

it('turns the holds of a batch of orders into reservations', async () => {
  const tea = await inventory.stocked(5);
  const orders = [anOrder(tea, 2), anOrder(tea, 1)];
  const orderIds = orders.map(({ orderId }) => orderId);
  await inventory.hold(orders);
  await inventory.reserve(...orderIds);
  expect(await inventory.levelOf(tea)).toEqual([5, 0, 3]);
  expect(orderIds.map((orderId) => inventory.saidOf(orderId)[1])).toEqual(
    orders.map((order) => ({ type: 'stock-reserved', sequence: 2, data: order })),
  );
});

it('answers the same again, and reserves nothing more', async () => {
  const tea = await inventory.stocked(5);
  const orderId = await inventory.holding(tea, 2);
  await inventory.reserve(orderId);
  await inventory.reserve(orderId);
  expect(await inventory.levelOf(tea)).toEqual([5, 0, 2]);
  const [, first, again] = inventory.saidOf(orderId);
  expect(again).toEqual(first);
});

it('refuses an order that never held anything, and a hold of it that comes later', async () => {
  const tea = await inventory.stocked(5);
  const order = anOrder(tea);
  await inventory.reserve(order.orderId);
  await inventory.hold([order]);
  await inventory.reserve(order.orderId);
  expect(await inventory.levelOf(tea)).toEqual([5, 0, 0]);
  expect(inventory.saidOf(order.orderId)).toMatchObject([
    { type: 'stock-reservation-refused', sequence: 1, data: { code: 'no_hold' } },
    { type: 'stock-hold-refused', sequence: 2, data: { code: 'released' } },
    { type: 'stock-reservation-refused', sequence: 1, data: { code: 'no_hold' } },
  ]);
});

it('refuses an order whose hold was refused', async () => {
  const order = anOrder(await inventory.stocked(1), 2);
  await inventory.hold([order]);
  await inventory.reserve(order.orderId);
  expect(inventory.saidOf(order.orderId)[1]).toMatchObject({ type: 'stock-reservation-refused', data: { code: 'no_hold' } });
});

it('refuses an order that was released', async () => {
  const tea = await inventory.stocked(5);
  const orderId = await inventory.holding(tea);
  await inventory.release(orderId);
  await inventory.reserve(orderId);
  expect(await inventory.levelOf(tea)).toEqual([5, 0, 0]);
  expect(inventory.saidOf(orderId)[2]).toMatchObject({ sequence: 3, data: { code: 'released' } });
});

it('refuses a hold that is over, whether it was given back or not', async () => {
  const tea = await inventory.stocked(5);
  const [kept, expired] = [await inventory.holding(tea), await inventory.holding(tea)];
  inventory.clock.advance({ seconds: HOLD_SECONDS });
  await inventory.expire(expired);
  await inventory.reserve(kept, expired);
  expect(await inventory.levelOf(tea)).toEqual([5, 1, 0]);
  expect(inventory.saidOf(kept)[1]).toMatchObject({ sequence: 2, data: { code: 'hold_expired' } });
  expect(inventory.saidOf(expired)[2]).toMatchObject({ sequence: 3, data: { code: 'hold_expired' } });
});

it('serves the others of a batch in which one is refused', async () => {
  const tea = await inventory.stocked(5);
  const [unknown, held] = [newId(), await inventory.holding(tea)];
  await inventory.reserve(unknown, held);
  expect(inventory.saidOf(held)[1]).toMatchObject({ type: 'stock-reserved' });
  expect(inventory.saidOf(unknown)).toMatchObject([{ type: 'stock-reservation-refused' }]);
});
