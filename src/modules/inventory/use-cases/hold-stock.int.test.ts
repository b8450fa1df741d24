import { describe, expect, it } from 'vitest';
import { ExpireHoldV1 } from '#contracts/inventory/expire-hold.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { QUARTER_PAST } from '../testing/builders.ts';
import { anOrder, inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));
const expiresAt = QUARTER_PAST.toISOString();

describe('an order that is held', () => {
  it('takes all of its lines out of what is available, and says until when', async () => {
    const tea = await inventory.stocked(10);
    const cup = await inventory.stocked(5);
    const lines = [tea, cup].sort().map((sku) => ({ sku, quantity: 2 }));
    const orderId = newId();
    await inventory.hold([{ orderId, lines }]);
    expect(await inventory.levelOf(tea)).toEqual([10, 2, 0]);
    expect(await inventory.levelOf(cup)).toEqual([5, 2, 0]);
    expect(inventory.saidOf(orderId)).toEqual([{ type: 'stock-held', sequence: 1, data: { orderId, lines, expiresAt } }]);
  });

  it('counts lines of the same SKU together', async () => {
    const tea = await inventory.stocked(3);
    const line = { sku: tea, quantity: 2 };
    const orderId = newId();
    await inventory.hold([{ orderId, lines: [line, line] }]);
    expect(inventory.saidOf(orderId)).toMatchObject([
      { type: 'stock-hold-refused', data: { shortages: [{ sku: tea, wanted: 4, available: 3 }] } },
    ]);
  });

  it('asks to be expired at its very end', async () => {
    const orderId = await inventory.holding(await inventory.stocked(1));
    const commands = inventory.events.messagesOf(ExpireHoldV1).filter(({ subject }) => subject === orderId);
    expect(commands.map(({ payload, id }) => ({ payload, at: inventory.events.deliverAtOf(id) }))).toEqual([
      { payload: { orderId }, at: QUARTER_PAST },
    ]);
  });
});

describe('an order that is short', () => {
  it('holds nothing at all, and learns what is short', async () => {
    const tea = await inventory.stocked(10);
    const cup = await inventory.stocked(1);
    const orderId = newId();
    await inventory.hold([{ orderId, lines: [tea, cup].map((sku) => ({ sku, quantity: 2 })) }]);
    expect(await inventory.levelOf(tea)).toEqual([10, 0, 0]);
    const shortages = [{ sku: cup, wanted: 2, available: 1 }];
    expect(inventory.saidOf(orderId)).toEqual([
      { type: 'stock-hold-refused', sequence: 1, data: { orderId, code: 'short', shortages } },
    ]);
  });

  it('finds nothing of a SKU that inventory has not heard of', async () => {
    const order = anOrder('NEVER-HEARD-OF', 3);
    await inventory.hold([order]);
    expect(inventory.saidOf(order.orderId)).toMatchObject([
      { type: 'stock-hold-refused', data: { shortages: [{ sku: 'NEVER-HEARD-OF', wanted: 3, available: 0 }] } },
    ]);
  });

  it('does not ask to be expired', async () => {
    const order = anOrder(await inventory.stocked(1), 2);
    await inventory.hold([order]);
    expect(inventory.events.messagesOf(ExpireHoldV1).filter(({ subject }) => subject === order.orderId)).toEqual([]);
  });
});

describe('a batch of orders', () => {
  it('is served in the order in which they came, and one that is short does not fail the others', async () => {
    const tea = await inventory.stocked(3);
    const orders = [anOrder(tea, 2), anOrder(tea, 2), anOrder(tea, 1), anOrder(tea, 1)];
    await inventory.hold(orders);
    expect(orders.map(({ orderId }) => inventory.saidOf(orderId)[0]?.type)).toEqual([
      'stock-held',
      'stock-hold-refused',
      'stock-held',
      'stock-hold-refused',
    ]);
    expect(await inventory.levelOf(tea)).toEqual([3, 3, 0]);
  });

  it('changes the level of a SKU once, however many orders take of it', async () => {
    const tea = await inventory.stocked(5);
    await inventory.hold([anOrder(tea), anOrder(tea), anOrder(tea)]);
    expect(inventory.saidOf(tea)).toEqual([
      { type: 'stock-level-changed', sequence: 1, data: { sku: tea, onHand: 5, held: 0, reserved: 0, available: 5 } },
      { type: 'stock-level-changed', sequence: 2, data: { sku: tea, onHand: 5, held: 3, reserved: 0, available: 2 } },
    ]);
  });

  it('holds once for an order that is in it twice', async () => {
    const tea = await inventory.stocked(5);
    const order = anOrder(tea);
    await inventory.hold([order, order]);
    expect(await inventory.levelOf(tea)).toEqual([5, 1, 0]);
    expect(inventory.saidOf(order.orderId)).toHaveLength(1);
  });
});

describe('asked again', () => {
  it('answers as it did the first time, and holds nothing more', async () => {
    const tea = await inventory.stocked(3);
    const [held, refused] = [anOrder(tea, 2), anOrder(tea, 2)];
    await inventory.hold([held, refused]);
    await inventory.adjust(tea, 10);
    await inventory.reserve(held.orderId);
    await inventory.hold([refused, held]);
    expect(await inventory.levelOf(tea)).toEqual([13, 0, 2]);
    const [first, reserved, again] = inventory.saidOf(held.orderId);
    expect([first?.type, reserved?.type]).toEqual(['stock-held', 'stock-reserved']);
    expect(again).toEqual(first);
    const answers = inventory.saidOf(refused.orderId);
    expect(answers).toHaveLength(2);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('does not hold for an order that was released before its hold came', async () => {
    const tea = await inventory.stocked(3);
    const [late, prompt] = [anOrder(tea), anOrder(tea)];
    await inventory.release(late.orderId);
    await inventory.hold([late, prompt]);
    expect(await inventory.levelOf(tea)).toEqual([3, 1, 0]);
    expect(inventory.saidOf(late.orderId)).toMatchObject([
      { type: 'stock-released', sequence: 1, data: { lines: [] } },
      { type: 'stock-hold-refused', sequence: 2, data: { code: 'released', shortages: [] } },
    ]);
    expect(inventory.saidOf(prompt.orderId)).toMatchObject([{ type: 'stock-held' }]);
  });
});
