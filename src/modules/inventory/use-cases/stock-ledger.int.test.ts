import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { findUnbalancedSkus } from '../queries/find-unbalanced-skus.ts';
import { anyHistory, oneByOne } from '../testing/histories.ts';
import { inventoryUnderTest } from '../testing/inventory-under-test.ts';
import { live } from '../testing/live-shop.ts';

const db = testDatabase('inventory');
const inventory = inventoryUnderTest(db);

it('adds up to the stock of every SKU after any history', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory(30), async (history) => {
      const name = newId();
      for (const happening of history) await live(inventory, name, happening);
      expect(await db.database.read(findUnbalancedSkus)).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

it('adds up where histories meet on the same orders and SKUs at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory(15), anyHistory(15), anyHistory(15), async (...histories) => {
      const name = newId();
      await Promise.all(
        histories.map(async (history) => {
          for (const happening of oneByOne(history)) await live(inventory, name, happening);
        }),
      );
      expect(await db.database.read(findUnbalancedSkus)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

it('is missed where somebody changes the stock without it', async () => {
  const tea = await inventory.stocked(5);
  await db.admin.sql`update inventory.stock_items set on_hand = 6 where sku = ${tea}`;
  expect(await db.database.read(findUnbalancedSkus)).toEqual([tea]);
});

it('numbers the changes of each SKU without a gap', async () => {
  const tea = await inventory.stocked(50);
  await Promise.all(Array.from({ length: 20 }, () => inventory.holding(tea)));
  const sequences = inventory.saidOf(tea).map(({ sequence }) => sequence);
  expect(sequences.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
});
