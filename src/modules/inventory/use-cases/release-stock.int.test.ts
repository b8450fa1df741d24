import { expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { HOLD_SECONDS, inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

it('gives back what orders hold and what they have reserved', async () => {
  const tea = await inventory.stocked(9);
  const [held, reserved] = [await inventory.holding(tea, 2), await inventory.holding(tea, 3)];
  await inventory.reserve(reserved);
  await inventory.release(held, reserved);
  expect(await inventory.levelOf(tea)).toEqual([9, 0, 0]);
  expect(inventory.saidOf(held)[1]).toEqual({
    type: 'stock-released',
    sequence: 2,
    data: { orderId: held, lines: [{ sku: tea, quantity: 2 }], reason: 'requested' },
  });
  expect(inventory.saidOf(reserved)[2]).toMatchObject({ sequence: 3, data: { lines: [{ sku: tea, quantity: 3 }] } });
});

it('answers the same again, and gives nothing more back', async () => {
  const tea = await inventory.stocked(9);
  const [other, orderId] = [await inventory.holding(tea, 4), await inventory.holding(tea, 2)];
  await inventory.release(orderId);
  await inventory.release(orderId);
  expect(await inventory.levelOf(tea)).toEqual([9, 4, 0]);
  const [, first, again] = inventory.saidOf(orderId);
  expect(again).toEqual(first);
  expect(inventory.saidOf(other)).toHaveLength(1);
});

it('answers for an order that it has not heard of', async () => {
  const orderId = newId();
  await inventory.release(orderId);
  expect(inventory.saidOf(orderId)).toEqual([
    { type: 'stock-released', sequence: 1, data: { orderId, lines: [], reason: 'requested' } },
  ]);
});

it('gives nothing back twice for a hold that has expired', async () => {
  const tea = await inventory.stocked(9);
  const orderId = await inventory.holding(tea, 2);
  inventory.clock.advance({ seconds: HOLD_SECONDS });
  await inventory.expire(orderId);
  await inventory.release(orderId);
  expect(await inventory.levelOf(tea)).toEqual([9, 0, 0]);
  expect(inventory.saidOf(orderId).map(({ type, sequence, data }) => [type, sequence, data])).toMatchObject([
    ['stock-held', 1, {}],
    ['stock-released', 2, { reason: 'expired', lines: [{ quantity: 2 }] }],
    ['stock-released', 3, { reason: 'requested', lines: [] }],
  ]);
});

it('refuses to give back what was shipped', async () => {
  const tea = await inventory.stocked(9);
  const orderId = await inventory.holding(tea, 2);
  await inventory.reserve(orderId);
  await inventory.ship(orderId);
  await inventory.release(orderId);
  expect(await inventory.levelOf(tea)).toEqual([7, 0, 0]);
  expect(inventory.saidOf(orderId)[2]).toMatchObject({ type: 'stock-released', sequence: 3, data: { lines: [] } });
});
