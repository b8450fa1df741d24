import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

it('begins to keep stock of a SKU at zero, and has nothing to tell of it', async () => {
  await inventory.track('TEA', 'CUP', 'TEA');
  expect(await inventory.levelOf('TEA')).toEqual([0, 0, 0]);
  expect(await inventory.levelOf('CUP')).toEqual([0, 0, 0]);
  expect(inventory.saidOf('TEA')).toEqual([]);
});

it('refuses to reset a SKU that it keeps stock of', async () => {
  const tea = await inventory.stocked(7);
  await inventory.track(tea);
  expect(await inventory.levelOf(tea)).toEqual([7, 0, 0]);
});
