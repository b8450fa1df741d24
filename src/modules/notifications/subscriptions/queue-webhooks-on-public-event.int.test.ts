import { describe, expect, it } from 'vitest';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { PaymentCapturedV1 } from '#contracts/payments/payment-captured.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import { deliver, deliverBatch } from '#shared-kernel/testing/deliver.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { PUBLIC_EVENT_TYPES } from '../domain/public-event.ts';
import { publicWebhooks } from '../http/public-webhooks.ts';
import { placedOrder } from '../testing/notifications-bench.ts';
import { webhookReceiver } from '../testing/webhook-receiver.ts';
import { webhooksBench } from '../testing/webhooks-bench.ts';
import { queueWebhooksOnPublicEvent } from './queue-webhooks-on-public-event.ts';

const bench = webhooksBench();
const { database, admin, create, log, sendDue } = bench;
const receiver = webhookReceiver();
const subscription = queueWebhooksOnPublicEvent(bench.queueWebhooks);

const order = placedOrder({ userId: newId() });
const { orderId } = order;
const amount = { amountMinor: 1999, currency: 'EUR' };
const failure = { code: 'inventory.sold_out', detail: 'Sorry Ada, TEA-1 is sold out.' };
const parcel = { orderId, shipmentId: newId(), carrier: 'sandbox', trackingNumber: 'SBX1', at: '2026-01-15T12:00:00.000Z' };
const refund = { orderId, paymentId: newId(), refundId: newId(), amount, refundedTotal: amount, reason: 'Ada changed her mind' };
const level = { sku: 'TEA-1', onHand: 9, held: 1, reserved: 2, available: 6 };

const say = <C extends Contract>(contract: C, payload: PayloadOf<C>, id = newId()) =>
  deliver(database, subscription, contract, { subject: orderId, sequence: 3, payload, id });

async function bodies() {
  while ((await sendDue()) > 0);
  return receiver.arrived.map(({ body }) => body);
}

describe('what the shop does', () => {
  it('is told to whoever wants to hear it, in public words and without whom it is about', async () => {
    await create(receiver.url);
    await say(OrderPlacedV1, order);
    await say(OrderConfirmedV1, order);
    await say(OrderCancelledV1, { ...order, failure });
    await say(PaymentCapturedV1, { orderId, paymentId: newId(), amount });
    await say(PaymentRefundedV1, refund);
    await say(ShipmentDispatchedV1, parcel);
    await say(ShipmentDeliveredV1, parcel);
    await say(StockLevelChangedV1, level);
    const told = await bodies();
    expect(told.map((body) => JSON.parse(body).type).toSorted()).toEqual([...PUBLIC_EVENT_TYPES].toSorted());
    expect(told.join()).not.toMatch(/ada|lovelace|example\.com|sorry|mind/i);
    expect(told.join()).not.toContain(order.userId);
    expect(told.map((body) => JSON.parse(body).data.sequence)).toEqual(told.map(() => 3));
    for (const event of told.map((body) => JSON.parse(body))) {
      expect(publicWebhooks.find(({ name }) => name === event.type)?.body.parse(event), 'as documented').toEqual(event);
    }
  });

  it('is told with what a receiver needs', async () => {
    await create(receiver.url);
    await say(OrderCancelledV1, { ...order, failure });
    await say(StockLevelChangedV1, level);
    const told = (await bodies()).map((body) => JSON.parse(body)).toSorted((a, b) => (a.type < b.type ? -1 : 1));
    const line = { sku: 'TEA-1', quantity: 1, unitPrice: amount, lineTotal: amount };
    expect(told.map(({ data }) => data)).toEqual([
      { orderId, number: 'T-1001', lines: [line], total: amount, failure: { code: 'inventory.sold_out' }, sequence: 3 },
      { ...level, sequence: 3 },
    ]);
    expect(told.every(({ timestamp }) => !Number.isNaN(Date.parse(timestamp)))).toBe(true);
  });

  it('is told once for each endpoint, however often it is delivered', async () => {
    const wanting = await create(receiver.url, { eventTypes: ['order.placed'] });
    const other = await create(receiver.url, { eventTypes: ['stock.changed', '*'] });
    const uninterested = await create(receiver.url, { eventTypes: ['stock.changed'] });
    const id = newId();
    await say(OrderPlacedV1, order, id);
    await say(OrderPlacedV1, order, id);
    // As if the mark of the inbox had been cleaned away long ago.
    await admin.sql`delete from notifications.inbox where message_id = ${id}`;
    await say(OrderPlacedV1, order, id);
    const counts = [wanting, other, uninterested].map(async ({ endpoint }) => (await log(endpoint.id)).length);
    expect(await Promise.all(counts)).toEqual([1, 1, 0]);
    expect(await bodies()).toHaveLength(2);
    expect(new Set(receiver.arrived.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  it('is noted for a whole batch at once, and costs nothing where nobody listens', async () => {
    const messages = Array.from({ length: 20 }, (_, at) => ({ subject: 'TEA-1', sequence: at + 1, payload: level }));
    await deliverBatch(database, subscription, StockLevelChangedV1, messages);
    const noted = () => admin.sql`select count(*)::int as events from notifications.webhook_events`;
    expect(await noted()).toEqual([{ events: 0 }]);
    const { endpoint } = await create(receiver.url);
    await deliverBatch(database, subscription, StockLevelChangedV1, messages);
    expect(await log(endpoint.id)).toHaveLength(20);
  });

  it('is not told where nothing was given back', async () => {
    const { endpoint } = await create(receiver.url);
    const none = { amountMinor: 0, currency: 'XXX' };
    await say(PaymentRefundedV1, { ...refund, amount: none, refundedTotal: none });
    expect(await log(endpoint.id)).toEqual([]);
  });

  it('is noted for an endpoint that is being removed, or not at all, and never fails for it', async () => {
    const { endpoint } = await create(receiver.url);
    let saying: Promise<unknown> = Promise.resolve();
    await bench.change(async (tx) => {
      await bench.deleteWebhookEndpoint(tx, { id: endpoint.id, version: undefined });
      saying = say(OrderPlacedV1, order);
      await eventually(async () => (await admin.sql`select 1 from notifications.webhook_deliveries`).length, { is: 1 });
      await saying;
    });
    await bench.change(bench.pruneWebhookLog);
    expect(await admin.sql`select 1 from notifications.webhook_endpoints`).toEqual([]);
  });
});
