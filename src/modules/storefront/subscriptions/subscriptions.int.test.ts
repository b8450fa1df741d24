import { describe, expect, it } from 'vitest';
import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { OrderStuckV1 } from '#contracts/orders/order-stuck.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentCancelledV1 } from '#contracts/shipping/shipment-cancelled.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { anOrder, storefrontUnderTest } from '../testing/storefront-under-test.ts';

const db = testDatabase('storefront');
const storefront = storefrontUnderTest(db);
const { hear, shownTo } = storefront;

/** One fact delivered as the same message twice, and once more as another message. */
async function thrice<C extends Contract>(contract: C, subject: string, sequence: number, payload: PayloadOf<C>) {
  const message = { subject, sequence, payload };
  const { id } = await hear(contract, message);
  await hear(contract, { ...message, id });
  await hear(contract, message);
}

const LATE = { code: 'inventory.sold_out', detail: 'TEA-1 is sold out.' };

describe('told three times, a dashboard shows once', () => {
  it('what a user is called, as it was said last', async () => {
    const userId = newId();
    await storefront.register(userId, 'Ada');
    await thrice(UserUpdatedV1, userId, 2, { userId, email: 'ada@example.com', name: 'Ada King' });
    await storefront.register(userId, 'Ada');
    expect((await shownTo(userId)).profile).toEqual({ name: 'Ada King' });
  });

  it('an order from its beginning to its end, and what it came to', async () => {
    const userId = newId();
    const order = anOrder(userId);
    const { orderId, number } = order;
    await thrice(OrderPlacedV1, orderId, 1, order);
    expect(await shownTo(userId)).toMatchObject({ orders: [{ id: orderId, status: 'pending', shipment: null }], spending: [] });
    await thrice(OrderStuckV1, orderId, 2, { orderId, userId, number, saga: 'place-order' });
    expect((await shownTo(userId)).orders).toMatchObject([{ id: orderId, status: 'needs_attention' }]);
    await thrice(OrderConfirmedV1, orderId, 3, order);
    expect(await shownTo(userId)).toMatchObject({
      orders: [{ id: orderId, number, status: 'confirmed', totalMinor: 1_250, refundedMinor: 0 }],
      spending: [{ currency: 'EUR', orders: 1, spentMinor: 1_250 }],
    });
    await thrice(OrderCancelledV1, orderId, 4, { ...order, failure: LATE });
    expect(await shownTo(userId)).toMatchObject({ orders: [{ status: 'cancelled' }], spending: [], buyAgain: [] });
  });

  it('where the parcel is, and that it is under way until it has arrived', async () => {
    const userId = newId();
    const order = anOrder(userId);
    const { orderId } = order;
    await hear(OrderConfirmedV1, { subject: orderId, sequence: 2, payload: order });
    const parcel = { orderId, userId, shipmentId: newId(), carrier: 'sandbox', trackingNumber: 'SBX1' };
    const at = '2026-01-15T12:00:00.000Z';
    await thrice(ShipmentCreatedV1, orderId, 1, parcel);
    await thrice(ShipmentDispatchedV1, orderId, 2, { ...parcel, at });
    await thrice(ShipmentCreatedV1, orderId, 1, parcel);
    expect((await shownTo(userId)).underWay).toEqual([
      { orderId, orderNumber: 'T-1001', status: 'dispatched', carrier: 'sandbox', trackingNumber: 'SBX1' },
    ]);
    await thrice(ShipmentDeliveredV1, orderId, 3, { ...parcel, at });
    const shown = await shownTo(userId);
    expect(shown.underWay).toEqual([]);
    expect(shown.orders[0]?.shipment).toEqual({ status: 'delivered', carrier: 'sandbox', trackingNumber: 'SBX1' });
  });

  it('that a parcel was called off', async () => {
    const userId = newId();
    const order = anOrder(userId);
    const { orderId } = order;
    await hear(OrderPlacedV1, { subject: orderId, sequence: 1, payload: order });
    await thrice(ShipmentCancelledV1, orderId, 2, { orderId, userId });
    expect((await shownTo(userId)).orders[0]?.shipment).toEqual({ status: 'cancelled', carrier: null, trackingNumber: null });
  });

  it('what was given back, all refunds together', async () => {
    const userId = newId();
    const order = anOrder(userId);
    const { orderId } = order;
    await hear(OrderConfirmedV1, { subject: orderId, sequence: 2, payload: order });
    await thrice(PaymentRefundedV1, orderId, 4, refund(order, 300, 300));
    await thrice(PaymentRefundedV1, orderId, 5, refund(order, 200, 500));
    await thrice(PaymentRefundedV1, orderId, 6, refund(order, 0, 0));
    expect(await shownTo(userId)).toMatchObject({
      orders: [{ refundedMinor: 500 }],
      spending: [{ spentMinor: 750, refundedMinor: 500 }],
    });
  });

  it('whether what was bought can be bought again, and at which price', async () => {
    const userId = newId();
    const [sku, productId] = [`TEA-${newId()}`, newId()];
    const buyAgain = async () => (await shownTo(userId)).buyAgain;
    const order = anOrder(userId);
    const lines = order.lines.map((line) => ({ ...line, sku }));
    await hear(OrderConfirmedV1, { subject: order.orderId, sequence: 2, payload: { ...order, lines } });
    expect(await buyAgain()).toMatchObject([{ sku, title: 'Green tea', onSale: false, available: 0 }]);
    await thrice(ProductPublishedV1, productId, 1, product(productId, sku, 1_300));
    await thrice(StockLevelChangedV1, sku, 1, { sku, onHand: 9, held: 2, reserved: 0, available: 7 });
    const previousPrice = { amountMinor: 1_300, currency: 'EUR' };
    await thrice(PriceChangedV1, productId, 2, { ...product(productId, sku, 1_400), sku, previousPrice });
    const onSale = { onSale: true, available: 7, slug: 'tea', priceMinor: 1_400, currency: 'EUR' };
    expect(await buyAgain()).toEqual([{ sku, title: 'Tea, 100 g', ...onSale }]);
    await thrice(ProductArchivedV1, productId, 3, { productId, skus: [sku] });
    expect(await buyAgain()).toMatchObject([{ sku, title: 'Green tea', onSale: false, available: 7, priceMinor: null }]);
  });
});

describe('of what a guest does', () => {
  it('nothing is kept', async () => {
    const order = anOrder(undefined);
    const { orderId } = order;
    await hear(OrderPlacedV1, { subject: orderId, sequence: 1, payload: order });
    const parcel = { orderId, shipmentId: newId(), carrier: 'sandbox', trackingNumber: 'SBX1' };
    await hear(ShipmentCreatedV1, { subject: orderId, sequence: 1, payload: parcel });
    expect(await db.admin.sql`select kind from storefront.facts where subject = ${orderId}`).toEqual([]);
  });
});

describe('a SKU that moved to another product', () => {
  it('is sold as that one, whichever product was heard of first', async () => {
    const userId = newId();
    const [sku, before, after] = [`TEA-${newId()}`, newId(), newId()];
    const order = anOrder(userId);
    const lines = order.lines.map((line) => ({ ...line, sku }));
    await hear(OrderConfirmedV1, { subject: order.orderId, sequence: 2, payload: { ...order, lines } });
    await hear(ProductPublishedV1, { subject: after, sequence: 1, payload: product(after, sku, 900) });
    await hear(ProductPublishedV1, { subject: before, sequence: 1, payload: product(before, sku, 500) });
    await hear(ProductPublishedV1, { subject: before, sequence: 2, payload: { ...product(before, sku, 500), variants: [] } });
    expect((await shownTo(userId)).buyAgain).toMatchObject([{ sku, onSale: true, priceMinor: 900 }]);
  });
});

describe('a user who was erased', () => {
  it('leaves nothing behind, whatever arrives later', async () => {
    const [userId, other] = [newId(), newId()];
    const [order, kept] = [anOrder(userId), anOrder(other)];
    const { orderId } = order;
    const parcel = { orderId, userId, shipmentId: newId(), carrier: 'sandbox', trackingNumber: 'SBX1' };
    const tell = async () => {
      await storefront.register(userId);
      await hear(OrderPlacedV1, { subject: orderId, sequence: 1, payload: order });
      await hear(ShipmentCreatedV1, { subject: orderId, sequence: 1, payload: parcel });
      await hear(PaymentRefundedV1, { subject: orderId, sequence: 1, payload: refund(order, 100, 100) });
    };
    await tell();
    await hear(OrderPlacedV1, { subject: kept.orderId, sequence: 1, payload: kept });
    await storefront.erase(userId);
    await storefront.erase(userId);
    await tell();
    expect(await shownTo(userId)).toEqual({ profile: undefined, orders: [], underWay: [], spending: [], buyAgain: [] });
    expect(await db.admin.sql`select kind from storefront.facts where user_id = ${userId}`).toEqual([]);
    expect((await shownTo(other)).orders).toMatchObject([{ id: kept.orderId }]);
  });
});

function refund({ orderId, userId }: OrderPlacedV1, amountMinor: number, totalMinor: number): PaymentRefundedV1 {
  const [amount, refundedTotal] = [amountMinor, totalMinor].map((minor) => ({ amountMinor: minor, currency: 'EUR' }));
  if (!amount || !refundedTotal) throw new Error('two amounts make two amounts');
  return { orderId, userId, paymentId: newId(), refundId: newId(), amount, refundedTotal, reason: 'requested' };
}

function product(productId: string, sku: string, amountMinor: number): ProductPublishedV1 {
  const variants = [{ variantId: newId(), sku, title: '100 g', price: { amountMinor, currency: 'EUR' } }];
  return { productId, slug: 'tea', title: 'Tea', categories: [], variants };
}
