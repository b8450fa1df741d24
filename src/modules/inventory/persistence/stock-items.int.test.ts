import { describe, expect, it } from 'vitest';
import { violatedConstraint } from '#shared-kernel/database/failures.ts';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { adjustment, type Movement, type OrderMovement } from '../domain/movement.ts';
import { NOON } from '../testing/builders.ts';
import { inventoryUnderTest } from '../testing/inventory-under-test.ts';
import { whileOpen } from '../testing/races.ts';
import { type LedgerEntry, stockItems } from './stock-items.ts';

const db = testDatabase('inventory');
const inventory = inventoryUnderTest(db);

const received = (sku: string, pieces: number) => entry(adjustment(sku, pieces, { actor: 'ada', reason: 'delivery' }));
const held = (sku: string, pieces: number) => entry(moved(sku, { kind: 'hold', held: pieces }));

describe('two transactions that change the same item', () => {
  it('wait for each other, and neither change is lost', async () => {
    const tea = await inventory.stocked(10);
    await whileOpen(
      db,
      (tx) => stockItems.record(tx, [held(tea, 3)]),
      (tx) => stockItems.record(tx, [held(tea, 4)]),
    );
    expect(await inventory.levelOf(tea)).toEqual([10, 7, 0]);
  });

  it('lock several items in SKU order, so that they cannot deadlock', async () => {
    const [a, b, c] = [await inventory.stocked(9), await inventory.stocked(9), await inventory.stocked(9)];
    await whileOpen(
      db,
      (tx) => stockItems.record(tx, [held(c, 1), held(a, 1)]),
      (tx) => stockItems.record(tx, [held(b, 1), held(a, 1), held(c, 1)]),
    );
    expect(await inventory.levelOf(c)).toEqual([9, 2, 0]);
  });

  it('see what the other has left', async () => {
    const tea = await inventory.stocked(10);
    const [, seen] = await whileOpen(
      db,
      (tx) => stockItems.record(tx, [held(tea, 10)]),
      (tx) => stockItems.lockBySku(tx, [tea]),
    );
    expect(seen).toEqual([{ sku: tea, onHand: 10, held: 10, reserved: 0, version: 2 }]);
  });

  it('begin to track the same new SKU once', async () => {
    const tea = `NEW-${newId()}`;
    await whileOpen(
      db,
      (tx) => stockItems.track(tx, [tea]),
      (tx) => stockItems.track(tx, [tea]),
    );
    expect(await inventory.levelOf(tea)).toEqual([0, 0, 0]);
  });
});

describe('Postgres refuses', () => {
  const refusal = (...entries: readonly LedgerEntry[]) =>
    db.database
      .transaction({ correlationId: newId() }, (tx) => stockItems.record(tx, entries))
      .then(() => undefined, violatedConstraint);

  it('to promise more than there is', async () => {
    const tea = await inventory.stocked(1);
    expect(await refusal(held(tea, 2))).toBe('stock_items_not_oversold');
    expect(await refusal(received(tea, -2))).toBe('stock_items_not_oversold');
    expect(await inventory.levelOf(tea)).toEqual([1, 0, 0]);
  });

  it('to give back more than was promised', async () => {
    const tea = await inventory.stocked(1);
    expect(await refusal(entry(moved(tea, { kind: 'expire', held: -1 })))).toBe('stock_items_held_not_negative');
    expect(await refusal(entry(moved(tea, { kind: 'release', reserved: -1 })))).toBe('stock_items_reserved_not_negative');
  });

  it('a movement of a SKU that it does not know', async () => {
    expect(await refusal(received('NOBODY-KNOWS', 1))).toBe('stock_movements_sku_fkey');
  });

  it('a movement whose quantities are not of its kind', async () => {
    const tea = await inventory.stocked(9);
    await inventory.holding(tea, 3);
    expect(await refusal(entry(moved(tea, { kind: 'hold', held: -1 })))).toBe('stock_movements_kind_shape');
    expect(await refusal(entry(moved(tea, { kind: 'ship', onHand: -1 })))).toBe('stock_movements_kind_shape');
    expect(await refusal(entry(moved(tea, { kind: 'reserve', held: -1, reserved: 2 })))).toBe('stock_movements_kind_shape');
  });
});

function moved(sku: string, movement: Partial<OrderMovement> & Pick<OrderMovement, 'kind'>): OrderMovement {
  return { sku, orderId: newId(), onHand: 0, held: 0, reserved: 0, ...movement };
}

function entry(movement: Movement): LedgerEntry {
  return { ...movement, id: newId(), at: NOON };
}
