import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { OrderStuckV1 } from '#contracts/orders/order-stuck.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentCancelledV1 } from '#contracts/shipping/shipment-cancelled.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { isOf, type Message } from '#shared-kernel/messaging/message.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { KeepFacts } from '../use-cases/keep-facts.ts';
import { setWise } from './delivery.ts';

/** Keeps what became of an order, its parcel and its money. */
export const keepOrderOnOrderChanged = (keep: KeepFacts) =>
  defineBatchSubscription({
    name: 'storefront.keep-order-on-order-changed',
    on: [
      OrderPlacedV1,
      OrderConfirmedV1,
      OrderCancelledV1,
      OrderStuckV1,
      ShipmentCreatedV1,
      ShipmentDispatchedV1,
      ShipmentDeliveredV1,
      ShipmentCancelledV1,
      PaymentRefundedV1,
    ],
    delivery: setWise,
    handleMany: (tx, messages) => keep(tx, messages.flatMap(factsIn)),
  });

/** Nothing for what a guest did: guests have no dashboard. */
function factsIn(message: Message<{ readonly orderId: string; readonly userId?: string | undefined }>) {
  const { payload, sequence = 0, time: at } = message;
  if (payload.userId === undefined) return [];
  const about = { subject: payload.orderId, sequence, userId: payload.userId, at };
  return [...orderFactsIn(about, message), ...shipmentFactsIn(about, message), ...refundFactsIn(about, message)];
}

interface About {
  readonly subject: string;
  readonly sequence: number;
  readonly userId: string;
  readonly at: Date;
}

function orderFactsIn(about: About, message: Message) {
  if (isOf(OrderPlacedV1, message)) return [{ ...about, kind: 'order_placed' as const, body: detailsOf(message.payload) }];
  if (isOf(OrderConfirmedV1, message)) return [{ ...about, kind: 'order_confirmed' as const, body: detailsOf(message.payload) }];
  if (isOf(OrderCancelledV1, message)) return [{ ...about, kind: 'order_cancelled' as const, body: detailsOf(message.payload) }];
  if (isOf(OrderStuckV1, message)) return [{ ...about, kind: 'order_stuck' as const, body: {} }];
  return [];
}

function detailsOf({ number, total, lines }: OrderPlacedV1) {
  return { number, total, lines: lines.map(({ sku, title, quantity, lineTotal }) => ({ sku, title, quantity, lineTotal })) };
}

function shipmentFactsIn(about: About, message: Message) {
  if (isOf(ShipmentCreatedV1, message)) return [shipmentFact(about, 'created', message.payload)];
  if (isOf(ShipmentDispatchedV1, message)) return [shipmentFact(about, 'dispatched', message.payload)];
  if (isOf(ShipmentDeliveredV1, message)) return [shipmentFact(about, 'delivered', message.payload)];
  if (isOf(ShipmentCancelledV1, message))
    return [{ ...about, kind: 'shipment' as const, body: { status: 'cancelled' as const } }];
  return [];
}

function shipmentFact<Status extends string>(about: About, status: Status, { carrier, trackingNumber }: ShipmentCreatedV1) {
  return { ...about, kind: 'shipment' as const, body: { status, carrier, trackingNumber } };
}

/** Nothing where nothing was given back. */
function refundFactsIn(about: About, message: Message) {
  if (!isOf(PaymentRefundedV1, message)) return [];
  const { amountMinor } = message.payload.refundedTotal;
  return amountMinor === 0 ? [] : [{ ...about, kind: 'refund' as const, body: { refundedMinor: amountMinor } }];
}
