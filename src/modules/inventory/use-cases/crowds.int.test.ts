import { describe, expect, it } from 'vitest';
import { HoldStockV1 } from '#contracts/inventory/hold-stock.v1.ts';
import { deliverBatch } from '#shared-kernel/testing/deliver.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { findUnbalancedSkus } from '../queries/find-unbalanced-skus.ts';
import { anOrder, HOLD_SECONDS, inventoryUnderTest, type WantedOrder } from '../testing/inventory-under-test.ts';

const db = testDatabase('inventory');
const inventory = inventoryUnderTest(db);

describe('200 buyers for 20 units', () => {
  it('get 20 holds where each comes alone and all come at once', async () => {
    const tea = await inventory.stocked(20);
    const orders = Array.from({ length: 200 }, () => anOrder(tea));
    await Promise.all(orders.map((order) => inventory.hold([order])));
    expect(await inventory.levelOf(tea)).toEqual([20, 20, 0]);
    expect(answersTo(orders)).toEqual({ 'stock-held': 20, 'stock-hold-refused': 180 });
  });
});

describe('1,000 buyers for 10 units', () => {
  it('get 10 holds where they come in batches, several at once', async () => {
    const tea = await inventory.stocked(10);
    const orders = Array.from({ length: 1_000 }, () => anOrder(tea));
    await Promise.all(batchesOf(orders, 100).map(deliverHolds));
    expect(await inventory.levelOf(tea)).toEqual([10, 10, 0]);
    expect(answersTo(orders)).toEqual({ 'stock-held': 10, 'stock-hold-refused': 990 });
  });
});

it('does not deadlock where batches want the same SKUs in different orders while others give them back', async () => {
  const skus = await Promise.all(Array.from({ length: 5 }, () => inventory.stocked(40)));
  const orders = Array.from({ length: 200 }, (_, index) => {
    const lines = [0, 2, 4].map((offset) => ({ sku: skus[(index * 3 + offset) % 5] ?? '', quantity: 1 }));
    return { ...anOrder(''), lines: index % 2 === 0 ? lines : lines.toReversed() };
  });
  await Promise.all(
    batchesOf(orders, 10).map(async (batch) => {
      const orderIds = batch.map(({ orderId }) => orderId);
      await inventory.hold(batch);
      await inventory.reserve(...orderIds);
      await inventory.release(...orderIds);
    }),
  );
  expect(await Promise.all(skus.map(inventory.levelOf))).toEqual(skus.map(() => [40, 0, 0]));
  expect(await db.database.read(findUnbalancedSkus)).toEqual([]);
});

it('lets one of a hold and a release of the same order win, and promises nothing in the end', async () => {
  const tea = await inventory.stocked(50);
  const orders = Array.from({ length: 50 }, () => anOrder(tea));
  await Promise.all(orders.flatMap((order) => [inventory.hold([order]), inventory.release(order.orderId)]));
  expect(await inventory.levelOf(tea)).toEqual([50, 0, 0]);
});

it('lets one of a reservation and an expiry win', async () => {
  const tea = await inventory.stocked(50);
  const orders = Array.from({ length: 50 }, () => anOrder(tea));
  await inventory.hold(orders);
  inventory.clock.advance({ seconds: HOLD_SECONDS });
  await Promise.all(orders.flatMap(({ orderId }) => [inventory.reserve(orderId), inventory.expire(orderId)]));
  expect(await inventory.levelOf(tea)).toEqual([50, 0, 0]);
  for (const { orderId } of orders) {
    expect(
      inventory
        .saidOf(orderId)
        .map(({ type }) => type)
        .toSorted(),
    ).toEqual(['stock-held', 'stock-released', 'stock-reservation-refused']);
  }
});

function deliverHolds(orders: readonly WantedOrder[]): Promise<void> {
  const subscription = inventory.runtime.subscriptions?.find(({ name }) => name === 'inventory.hold-stock');
  if (!subscription) throw new Error('inventory does not take hold-stock');
  return deliverBatch(
    db.database,
    subscription,
    HoldStockV1,
    orders.map(({ orderId, lines }) => ({
      subject: orderId,
      payload: { orderId, lines: [...lines], holdSeconds: HOLD_SECONDS },
    })),
  );
}

function answersTo(orders: readonly WantedOrder[]): Record<string, number> {
  const wanted = new Set(orders.map(({ orderId }) => orderId));
  const counts: Record<string, number> = {};
  for (const { subject, type, sequence } of inventory.events.envelopes) {
    if (!wanted.has(subject) || sequence === undefined) continue;
    const event = type.split('.')[1] ?? '';
    counts[event] = (counts[event] ?? 0) + 1;
  }
  return counts;
}

function batchesOf<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
