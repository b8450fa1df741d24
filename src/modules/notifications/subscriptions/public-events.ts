import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { PaymentCapturedV1 } from '#contracts/payments/payment-captured.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import { isOf, type Message } from '#shared-kernel/messaging/message.ts';
import type { PublicEventToQueue } from '../use-cases/queue-webhooks.ts';

/** What is told outside of each message: never who it is about, nor words that a person typed. */
const TRANSLATIONS = [
  translation(OrderPlacedV1, 'order.placed', orderOf),
  translation(OrderConfirmedV1, 'order.confirmed', orderOf),
  translation(OrderCancelledV1, 'order.cancelled', (order) => ({ ...orderOf(order), failure: { code: order.failure.code } })),
  translation(PaymentCapturedV1, 'payment.captured', ({ orderId, paymentId, amount }) => ({ orderId, paymentId, amount })),
  translation(PaymentRefundedV1, 'payment.refunded', refundOf),
  translation(ShipmentDispatchedV1, 'shipment.dispatched', shipmentOf),
  translation(ShipmentDeliveredV1, 'shipment.delivered', shipmentOf),
  translation(StockLevelChangedV1, 'stock.changed', ({ sku, onHand, held, reserved, available }) => ({
    sku,
    onHand,
    held,
    reserved,
    available,
  })),
];

/** The messages that are told outside. */
export const PUBLIC_CONTRACTS = [
  OrderPlacedV1,
  OrderConfirmedV1,
  OrderCancelledV1,
  PaymentCapturedV1,
  PaymentRefundedV1,
  ShipmentDispatchedV1,
  ShipmentDeliveredV1,
  StockLevelChangedV1,
] as const;

/** The message as the outside is told; nothing where there is nothing to tell. */
export function publicEventsOf(message: Message): readonly PublicEventToQueue[] {
  return TRANSLATIONS.flatMap((translate) => translate(message) ?? []);
}

function translation<C extends Contract>(
  contract: C,
  type: PublicEventToQueue['type'],
  dataOf: (payload: PayloadOf<C>) => object | undefined,
) {
  return (message: Message): PublicEventToQueue | undefined => {
    const data = isOf(contract, message) ? dataOf(message.payload) : undefined;
    const { id, time: timestamp, sequence } = message;
    return data && { id, type, timestamp, data: { ...data, sequence } };
  };
}

function orderOf({ orderId, number, lines, total }: OrderPlacedV1) {
  const told = lines.map(({ sku, quantity, unitPrice, lineTotal }) => ({ sku, quantity, unitPrice, lineTotal }));
  return { orderId, number, lines: told, total };
}

/** Nothing where nothing was given back. */
function refundOf({ orderId, paymentId, refundId, amount, refundedTotal }: PaymentRefundedV1) {
  return amount.amountMinor === 0 ? undefined : { orderId, paymentId, refundId, amount, refundedTotal };
}

function shipmentOf({ orderId, shipmentId, carrier, trackingNumber, at }: ShipmentDispatchedV1) {
  return { orderId, shipmentId, carrier, trackingNumber, at };
}
