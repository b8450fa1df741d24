import { describe, expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { HOLD_SECONDS, inventoryUnderTest } from '../testing/inventory-under-test.ts';
import { countOverdueHolds } from './count-overdue-holds.ts';
import { getStockLevel } from './get-stock-level.ts';
import { listStockLevels } from './list-stock-levels.ts';
import { listStockMovements } from './list-stock-movements.ts';

const db = testDatabase('inventory');
const { database } = db;
const inventory = inventoryUnderTest(db);

describe('the level of a SKU', () => {
  it('says what there is, what is promised and what is left', async () => {
    const tea = await inventory.stocked(10);
    const [reserved] = [await inventory.holding(tea, 1), await inventory.holding(tea, 2)];
    await inventory.reserve(reserved);
    expect(await database.read((db) => getStockLevel(db, tea))).toEqual({
      level: { sku: tea, onHand: 10, held: 2, reserved: 1, available: 7 },
      version: 4,
    });
  });

  it('is refused for a SKU that inventory has not heard of', async () => {
    await expect(database.read((db) => getStockLevel(db, 'NOBODY-KNOWS'))).rejects.toMatchObject({
      kind: 'not_found',
      code: 'inventory.unknown_sku',
    });
  });
});

it('lists levels in SKU order, from a given SKU on', async () => {
  await inventory.track('A-1', 'A-2', 'A-3');
  const skusFrom = async (after: string | undefined, limit: number) => {
    const levels = await database.read((db) => listStockLevels(db, { after, limit }));
    return levels.map(({ sku }) => sku);
  };
  expect(await skusFrom(undefined, 2)).toEqual(['A-1', 'A-2']);
  expect(await skusFrom('A-2', 1)).toEqual(['A-3']);
});

it('lists the movements of one SKU, newest first, each with its cause', async () => {
  const tea = await inventory.stocked(10);
  await inventory.stocked(10);
  const orderId = await inventory.holding(tea, 2);
  await inventory.reserve(orderId);
  const [reserve, hold, adjustment] = await database.read((db) =>
    listStockMovements(db, { sku: tea, after: undefined, limit: 10 }),
  );
  expect(reserve).toMatchObject({ kind: 'reserve', onHand: 0, held: -2, reserved: 2, orderId, actor: null });
  expect(hold).toMatchObject({ kind: 'hold', held: 2, orderId });
  expect(adjustment).toMatchObject({ kind: 'adjustment', onHand: 10, orderId: null, actor: 'ada', reason: 'delivery' });
  const after = hold?.id;
  expect(await database.read((db) => listStockMovements(db, { sku: tea, after, limit: 10 }))).toEqual([adjustment]);
});

it('counts the holds that were forgotten', async () => {
  const overdue = () => database.read((db) => countOverdueHolds(db, inventory.clock.now()));
  inventory.clock.advance({ seconds: HOLD_SECONDS + 1 });
  await inventory.expireOverdue(100);
  const orderId = await inventory.holding(await inventory.stocked(1));
  expect(await overdue()).toBe(0);
  inventory.clock.advance({ seconds: HOLD_SECONDS + 1 });
  expect(await overdue()).toBe(1);
  await inventory.expire(orderId);
  expect(await overdue()).toBe(0);
});
