import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

it('gives every SKU that never moved its first pieces, once', async () => {
  await inventory.track('CUP', 'TEA');
  expect(await inventory.seed(20)).toEqual(['CUP', 'TEA']);
  expect(await inventory.seed(20)).toEqual([]);
  expect(await inventory.levelOf('TEA')).toEqual([20, 0, 0]);
});

it('refuses to touch a SKU that has moved, even where nothing is left of it', async () => {
  const sold = await inventory.stocked(1);
  await inventory.adjust(sold, -1);
  expect(await inventory.seed(20)).toEqual([]);
  expect(await inventory.levelOf(sold)).toEqual([0, 0, 0]);
});

it('goes on after a given SKU', async () => {
  await inventory.track('A-1', 'A-2');
  expect(await inventory.seed(5, 'A-1')).toEqual(['A-2']);
});
