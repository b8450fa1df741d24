import { expect, it } from 'vitest';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Sql } from '#shared-kernel/database/sql.ts';
import { newId } from '#shared-kernel/ids.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { anOrder, inventoryUnderTest } from '../testing/inventory-under-test.ts';
import { holdStock } from './hold-stock.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';
import { shipGoods } from './ship-goods.ts';

const db = testDatabase('inventory');
const inventory = inventoryUnderTest(db);
const deps = { clock: fixedClock(), events: recordingEventBus('inventory') };

it.each([1, 100])('runs three statements for each command, for a batch of %i orders', async (size) => {
  const skus = [await inventory.stocked(1_000), await inventory.stocked(1_000)];
  const orders = Array.from({ length: size }, () => {
    const lines = skus.map((sku) => ({ sku, quantity: 1 }));
    return { ...anOrder(''), lines, holdSeconds: 900 };
  });
  const orderIds = orders.map(({ orderId }) => orderId);
  expect(await statementsOf((tx) => holdStock(deps)(tx, orders))).toBe(3);
  expect(await statementsOf((tx) => reserveStock(deps)(tx, orderIds))).toBe(3);
  expect(await statementsOf((tx) => shipGoods(deps)(tx, orderIds))).toBe(3);
});

it('runs three statements to release', async () => {
  const orderId = await inventory.holding(await inventory.stocked(5));
  expect(await statementsOf((tx) => releaseStock(deps)(tx, [orderId]))).toBe(3);
});

it('runs one more where some orders of a batch are short', async () => {
  const tea = await inventory.stocked(1);
  const orders = [anOrder(tea), anOrder(tea)].map((order) => ({ ...order, holdSeconds: 900 }));
  expect(await statementsOf((tx) => holdStock(deps)(tx, orders))).toBe(4);
});

async function statementsOf(work: (tx: Tx) => Promise<void>): Promise<number> {
  let statements = 0;
  await db.database.transaction({ correlationId: newId() }, async (tx) => {
    const sql: Sql = (strings, ...values) => {
      statements += 1;
      return tx.sql(strings, ...values);
    };
    await work({ ...tx, sql });
  });
  return statements;
}
