import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

it('adds to what is on hand and takes away from it', async () => {
  const tea = await inventory.stocked(10);
  const { item, delta } = await inventory.adjust(tea, -4);
  expect(delta).toBe(-4);
  expect(item).toEqual({ sku: tea, onHand: 6, held: 0, reserved: 0, version: 2 });
  expect(inventory.saidOf(tea)).toMatchObject([
    { sequence: 1, data: { onHand: 10 } },
    { sequence: 2, data: { onHand: 6 } },
  ]);
});

it('takes a SKU that it has not heard of yet', async () => {
  await inventory.adjust('JUST-MADE', 3);
  expect(await inventory.levelOf('JUST-MADE')).toEqual([3, 0, 0]);
});

it('refuses to take away what is promised to orders', async () => {
  const tea = await inventory.stocked(5);
  const [reserved] = [await inventory.holding(tea, 2), await inventory.holding(tea, 1)];
  await inventory.reserve(reserved);
  await expect(inventory.adjust(tea, -3)).rejects.toMatchObject({ code: 'inventory.insufficient_stock' });
  expect(await inventory.levelOf(tea)).toEqual([5, 1, 2]);
});

it('refuses to take away from a SKU that it has not heard of, and does not remember it', async () => {
  await expect(inventory.adjust('NOT-THERE', -1)).rejects.toMatchObject({ code: 'inventory.insufficient_stock' });
  await expect(inventory.levelOf('NOT-THERE')).rejects.toMatchObject({ code: 'inventory.unknown_sku' });
});
