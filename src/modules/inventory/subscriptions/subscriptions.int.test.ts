import { describe, expect, it } from 'vitest';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { ExpireHoldV1 } from '#contracts/inventory/expire-hold.v1.ts';
import { HoldStockV1 } from '#contracts/inventory/hold-stock.v1.ts';
import { ReleaseStockV1 } from '#contracts/inventory/release-stock.v1.ts';
import { ReserveStockV1 } from '#contracts/inventory/reserve-stock.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { HOLD_SECONDS, inventoryUnderTest } from '../testing/inventory-under-test.ts';

const db = testDatabase('inventory');
const inventory = inventoryUnderTest(db);

describe('delivered twice, as the same message and as another one', () => {
  it('hold-stock holds once', async () => {
    const tea = await inventory.stocked(5);
    const orderId = newId();
    const lines = [{ sku: tea, quantity: 2 }];
    await thrice('inventory.hold-stock', HoldStockV1, { orderId, lines, holdSeconds: HOLD_SECONDS });
    expect(await inventory.levelOf(tea)).toEqual([5, 2, 0]);
  });

  it('reserve-stock reserves once', async () => {
    const tea = await inventory.stocked(5);
    const orderId = await inventory.holding(tea, 2);
    await thrice('inventory.reserve-stock', ReserveStockV1, { orderId });
    expect(await inventory.levelOf(tea)).toEqual([5, 0, 2]);
  });

  it('release-stock gives back once', async () => {
    const tea = await inventory.stocked(5);
    const [orderId] = [await inventory.holding(tea, 2), await inventory.holding(tea, 2)];
    await thrice('inventory.release-stock', ReleaseStockV1, { orderId });
    expect(await inventory.levelOf(tea)).toEqual([5, 2, 0]);
  });

  it('expire-hold gives back once, and says so once', async () => {
    const tea = await inventory.stocked(5);
    const [orderId] = [await inventory.holding(tea, 2), await inventory.holding(tea, 2)];
    inventory.clock.advance({ seconds: HOLD_SECONDS });
    await thrice('inventory.expire-hold', ExpireHoldV1, { orderId });
    expect(await inventory.levelOf(tea)).toEqual([5, 2, 0]);
    expect(inventory.saidOf(orderId)).toHaveLength(2);
  });

  it('shipment-dispatched ships once', async () => {
    const tea = await inventory.stocked(5);
    const orderId = await inventory.holding(tea, 2);
    await inventory.reserve(orderId);
    await thrice('inventory.ship-goods-on-shipment-dispatched', ShipmentDispatchedV1, dispatched(orderId));
    expect(await inventory.levelOf(tea)).toEqual([3, 0, 0]);
  });

  it('product-published and product-updated begin to track a SKU once', async () => {
    const sku = `NEW-${newId()}`;
    const subscription = 'inventory.track-skus-on-product-changed';
    await thrice(subscription, ProductPublishedV1, product(sku));
    await inventory.adjust(sku, 4);
    await thrice(subscription, ProductUpdatedV1, product(sku));
    expect(await inventory.levelOf(sku)).toEqual([4, 0, 0]);
  });
});

describe('a message that comes early', () => {
  it('shipment-dispatched changes nothing while nothing is reserved', async () => {
    const tea = await inventory.stocked(5);
    const orderId = await inventory.holding(tea, 2);
    await thrice('inventory.ship-goods-on-shipment-dispatched', ShipmentDispatchedV1, dispatched(orderId));
    expect(await inventory.levelOf(tea)).toEqual([5, 2, 0]);
  });

  it('expire-hold changes nothing while the hold lasts', async () => {
    const tea = await inventory.stocked(5);
    const orderId = await inventory.holding(tea, 2);
    await thrice('inventory.expire-hold', ExpireHoldV1, { orderId });
    expect(await inventory.levelOf(tea)).toEqual([5, 2, 0]);
  });
});

it('hands the correlation of each command on to its answer, in a batch too', async () => {
  const orderId = await inventory.holding(await inventory.stocked(5));
  const cause = { correlationId: 'the-request' };
  await deliver(db.database, subscriptionNamed('inventory.reserve-stock'), ReserveStockV1, {
    subject: orderId,
    payload: { orderId },
    cause,
  });
  const answer = inventory.events.envelopes.findLast(({ subject }) => subject === orderId);
  expect(answer?.correlationid).toBe('the-request');
});

async function thrice<C extends Contract>(name: string, contract: C, payload: PayloadOf<C>): Promise<void> {
  const subscription = subscriptionNamed(name);
  const message = { subject: newId(), payload };
  const { id } = await deliver(db.database, subscription, contract, message);
  await deliver(db.database, subscription, contract, { ...message, id });
  await deliver(db.database, subscription, contract, message);
}

function subscriptionNamed(name: string) {
  const subscription = inventory.runtime.subscriptions?.find((each) => each.name === name);
  if (!subscription) throw new Error(`inventory has no subscription ${name}`);
  return subscription;
}

function dispatched(orderId: string): ShipmentDispatchedV1 {
  return { orderId, shipmentId: newId(), carrier: 'sandbox', trackingNumber: 'T-1', at: '2026-01-15T12:00:00.000Z' };
}

function product(sku: string): ProductPublishedV1 {
  const price = { amountMinor: 450, currency: 'EUR' };
  const variants = [{ variantId: newId(), sku, title: 'Tea', price }];
  return { productId: newId(), slug: 'tea', title: 'Tea', categories: [], variants };
}
