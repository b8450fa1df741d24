import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

const seed = (input: unknown) => {
  const verb = inventory.runtime.adminVerbs?.find(({ name }) => name === 'seed-stock');
  return verb?.run(input, () => undefined);
};

it('gives every SKU that never moved the same number of pieces, those just named as well', async () => {
  const moved = await inventory.stocked(3);
  const skus = Array.from({ length: 1_100 }, (_, index) => `S-${index}`);
  await inventory.track('TEA');
  expect(await seed({ quantity: 25, skus })).toEqual({ seeded: 1_101 });
  expect(await inventory.levelOf('TEA')).toEqual([25, 0, 0]);
  expect(await inventory.levelOf('S-1099')).toEqual([25, 0, 0]);
  expect(await inventory.levelOf(moved)).toEqual([3, 0, 0]);
});

it('finds nothing to do when it is run again', async () => {
  await seed({ quantity: 25 });
  expect(await seed({ quantity: 99 })).toEqual({ seeded: 0 });
});

it('refuses a quantity that is none', async () => {
  await expect(seed({ quantity: 0 })).rejects.toThrow();
});
