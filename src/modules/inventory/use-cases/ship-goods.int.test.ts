import { expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

it('takes reserved goods out of the warehouse, once', async () => {
  const tea = await inventory.stocked(5);
  const orderId = await inventory.holding(tea, 2);
  await inventory.reserve(orderId);
  await inventory.ship(orderId);
  await inventory.ship(orderId);
  expect(await inventory.levelOf(tea)).toEqual([3, 0, 0]);
  expect(inventory.saidOf(tea).at(-1)).toMatchObject({ sequence: 4, data: { onHand: 3, available: 3 } });
});

it('refuses to ship what was never reserved', async () => {
  const tea = await inventory.stocked(5);
  const held = await inventory.holding(tea, 2);
  await inventory.ship(held, newId());
  expect(await inventory.levelOf(tea)).toEqual([5, 2, 0]);
});

it('still answers that the goods are reserved, where it is asked again', async () => {
  const orderId = await inventory.holding(await inventory.stocked(5));
  await inventory.reserve(orderId);
  await inventory.ship(orderId);
  await inventory.reserve(orderId);
  const [, first, again] = inventory.saidOf(orderId);
  expect(again).toEqual(first);
});
