import { describe, expect, it } from 'vitest';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import { deliver, deliverBatch } from '#shared-kernel/testing/deliver.ts';
import { notificationsBench, placedOrder } from '../testing/notifications-bench.ts';

const { database, admin, subscriptions, sink, place, sendAll } = notificationsBench();

/** The same message twice, then another message that tells the same: three deliveries of one fact. */
async function thrice<C extends Contract>(subscription: Subscription, contract: C, subject: string, payload: PayloadOf<C>) {
  const message = { subject, sequence: 1, payload };
  const { id } = await deliver(database, subscription, contract, message);
  await deliver(database, subscription, contract, { ...message, id });
  await deliver(database, subscription, contract, message);
}

const mailsAbout = () => sink.mails.map(({ headers, recipients }) => `${recipients.join()} ${headers.subject}`);

describe('a customer gets one mail, however often the fact is told', () => {
  it('when the account is ready', async () => {
    const userId = newId();
    await thrice(subscriptions.welcome, UserRegisteredV1, userId, { userId, email: 'ada@example.com', name: 'Ada' });
    await sendAll();
    expect(mailsAbout()).toEqual(['ada@example.com Welcome']);
  });

  it('when the order is confirmed, with what it costs', async () => {
    const order = placedOrder();
    await thrice(subscriptions.confirmed, OrderConfirmedV1, order.orderId, order);
    await sendAll();
    expect(mailsAbout()).toEqual(['ada@example.com Your order T-1001 is confirmed']);
    expect(sink.mails[0]?.text).toContain('1 × Green tea: 19.99 EUR');
  });

  it('when the order is cancelled, with the reason', async () => {
    const order = placedOrder();
    const failure = { code: 'inventory.sold_out', detail: 'TEA-1 is sold out.' };
    await thrice(subscriptions.cancelled, OrderCancelledV1, order.orderId, { ...order, failure });
    await sendAll();
    expect(mailsAbout()).toEqual(['ada@example.com Your order T-1001 was cancelled']);
    expect(sink.mails[0]?.html).toContain('TEA-1 is sold out.');
  });

  it('when the parcel is on its way', async () => {
    const order = placedOrder();
    await place(order);
    await thrice(subscriptions.dispatched, ShipmentDispatchedV1, order.orderId, dispatchOf(order.orderId));
    await sendAll();
    expect(mailsAbout()).toEqual(['ada@example.com Your order T-1001 is on its way']);
  });

  it('for each refund', async () => {
    const order = placedOrder();
    await place(order);
    await thrice(subscriptions.refunded, PaymentRefundedV1, order.orderId, refundOf(order.orderId, 500));
    await thrice(subscriptions.refunded, PaymentRefundedV1, order.orderId, refundOf(order.orderId, 700));
    await sendAll();
    expect(sink.mails.map(({ text }) => /\d+\.\d\d EUR/.exec(text)?.[0])).toEqual(['5.00 EUR', '7.00 EUR']);
  });

  it('and none where nothing was given back', async () => {
    const order = placedOrder();
    await place(order);
    await thrice(subscriptions.refunded, PaymentRefundedV1, order.orderId, refundOf(order.orderId, 0));
    await sendAll();
    expect(sink.mails).toEqual([]);
  });
});

describe('a fact that overtakes the order it is about', () => {
  it('waits until it is known whom to write to', async () => {
    const order = placedOrder();
    const parcel = { subject: order.orderId, sequence: 2, payload: dispatchOf(order.orderId), id: newId() };
    const refund = { subject: order.orderId, sequence: 2, payload: refundOf(order.orderId, 500), id: newId() };
    const early = [
      () => deliver(database, subscriptions.dispatched, ShipmentDispatchedV1, parcel),
      () => deliver(database, subscriptions.refunded, PaymentRefundedV1, refund),
    ];
    for (const attempt of early) await expect(attempt()).rejects.toMatchObject({ name: 'ContactNotKnownYet' });
    await place(order);
    for (const attempt of early) await attempt();
    await sendAll();
    expect(sink.mails).toHaveLength(2);
  });
});

describe('whom to write to about orders', () => {
  it('is kept for a whole batch at once, and once for each order', async () => {
    const orders = [placedOrder(), placedOrder({ userId: newId() }), placedOrder()];
    const messages = [...orders, ...orders].map((payload) => ({ subject: payload.orderId, sequence: 1, payload }));
    await deliverBatch(database, subscriptions.keepContact, OrderPlacedV1, messages);
    await place(placedOrder({ orderId: String(orders[0]?.orderId), number: 'T-9999' }));
    const ids = orders.map(({ orderId }) => orderId);
    const kept = await admin.sql<{ number: string }>`
      select number from notifications.order_contacts where order_id = any(${ids}::uuid[])`;
    expect(kept.map(({ number }) => number)).toEqual(['T-1001', 'T-1001', 'T-1001']);
  });
});

const dispatchOf = (orderId: string) => ({
  orderId,
  shipmentId: newId(),
  carrier: 'sandbox',
  trackingNumber: 'SBX1',
  at: '2026-01-15T12:00:00.000Z',
});

function refundOf(orderId: string, amountMinor: number) {
  const amount = { amountMinor, currency: 'EUR' };
  return { orderId, paymentId: newId(), refundId: newId(), amount, refundedTotal: amount, reason: 'requested' };
}
