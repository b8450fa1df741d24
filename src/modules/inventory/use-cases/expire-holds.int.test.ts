import { describe, expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { HOLD_SECONDS, inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

describe('a hold', () => {
  it('is given back when its time is over', async () => {
    const tea = await inventory.stocked(5);
    const orderId = await inventory.holding(tea, 2);
    inventory.clock.advance({ seconds: HOLD_SECONDS });
    await inventory.expire(orderId);
    await inventory.expire(orderId);
    expect(await inventory.levelOf(tea)).toEqual([5, 0, 0]);
    expect(inventory.saidOf(orderId).slice(1)).toEqual([
      { type: 'stock-released', sequence: 2, data: { orderId, lines: [{ sku: tea, quantity: 2 }], reason: 'expired' } },
    ]);
  });

  it('is not given back before', async () => {
    const tea = await inventory.stocked(5);
    const orderId = await inventory.holding(tea, 2);
    inventory.clock.advance({ seconds: HOLD_SECONDS - 1 });
    await inventory.expire(orderId);
    expect(await inventory.levelOf(tea)).toEqual([5, 2, 0]);
  });

  it('does not expire any more once it is a reservation', async () => {
    const tea = await inventory.stocked(5);
    const orderId = await inventory.holding(tea, 2);
    await inventory.reserve(orderId);
    inventory.clock.advance({ seconds: HOLD_SECONDS });
    await inventory.expire(orderId);
    expect(await inventory.levelOf(tea)).toEqual([5, 0, 2]);
    expect(inventory.saidOf(orderId)).toHaveLength(2);
  });
});

describe('the sweep', () => {
  it('gives back the oldest holds that were forgotten, so many at a time, and leaves the others', async () => {
    await inventory.expireOverdue(1_000);
    const tea = await inventory.stocked(9);
    const old = [await inventory.holding(tea)];
    inventory.clock.advance({ seconds: 1 });
    old.push(await inventory.holding(tea), await inventory.holding(tea));
    inventory.clock.advance({ seconds: HOLD_SECONDS });
    const young = await inventory.holding(tea);
    expect(await inventory.expireOverdue(2)).toBe(2);
    expect(inventory.saidOf(old[0] ?? '')).toHaveLength(2);
    expect(await inventory.expireOverdue(2)).toBe(1);
    expect(await inventory.expireOverdue(2)).toBe(0);
    expect(await inventory.levelOf(tea)).toEqual([9, 1, 0]);
    expect(inventory.saidOf(young)).toHaveLength(1);
  });
});
