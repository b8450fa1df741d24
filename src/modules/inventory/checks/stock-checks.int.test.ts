import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { HOLD_SECONDS, inventoryUnderTest } from '../testing/inventory-under-test.ts';

const db = testDatabase('inventory');
const inventory = inventoryUnderTest(db);

const check = (wanted: string) => inventory.runtime.checks?.find(({ name }) => name === wanted)?.run();

it('finds the stock in order where it is', async () => {
  await inventory.holding(await inventory.stocked(5));
  expect(await check('stock-ledger')).toContain('sum of its movements');
  expect(await check('holds')).toContain('no hold');
});

it('names the SKU whose stock is not the sum of its movements', async () => {
  const tea = await inventory.stocked(5);
  await db.admin.sql`update inventory.stock_items set on_hand = 6 where sku = ${tea}`;
  await expect(check('stock-ledger')).rejects.toThrow(tea);
});

it('complains about holds that nobody gives back', async () => {
  await inventory.holding(await inventory.stocked(5));
  inventory.clock.advance({ seconds: HOLD_SECONDS + 121 });
  await expect(check('holds')).rejects.toThrow('were not given back');
});
