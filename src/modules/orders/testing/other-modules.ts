import { PricesConfirmedV1 } from '#contracts/catalog/prices-confirmed.v1.ts';
import { PricesRefusedV1 } from '#contracts/catalog/prices-refused.v1.ts';
import { StockHeldV1 } from '#contracts/inventory/stock-held.v1.ts';
import { StockHoldRefusedV1 } from '#contracts/inventory/stock-hold-refused.v1.ts';
import { StockReleasedV1 } from '#contracts/inventory/stock-released.v1.ts';
import { StockReservationRefusedV1 } from '#contracts/inventory/stock-reservation-refused.v1.ts';
import { StockReservedV1 } from '#contracts/inventory/stock-reserved.v1.ts';
import { PaymentAuthorizedV1 } from '#contracts/payments/payment-authorized.v1.ts';
import { PaymentCaptureFailedV1 } from '#contracts/payments/payment-capture-failed.v1.ts';
import { PaymentCapturedV1 } from '#contracts/payments/payment-captured.v1.ts';
import { PaymentDeclinedV1 } from '#contracts/payments/payment-declined.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { PaymentVoidedV1 } from '#contracts/payments/payment-voided.v1.ts';
import { ShipmentCancellationRefusedV1 } from '#contracts/shipping/shipment-cancellation-refused.v1.ts';
import { ShipmentCancelledV1 } from '#contracts/shipping/shipment-cancelled.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentRefusedV1 } from '#contracts/shipping/shipment-refused.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import type { EventContract } from '#shared-kernel/messaging/define-event.ts';
import type { Order } from '../domain/order.ts';

/** Brings an event about the order to the saga. */
export type Tell = <C extends EventContract>(event: C, payload: PayloadOf<C>) => Promise<void>;

/** The steps of placing an order, in the order in which they are asked for. */
export const STEPS = [
  'confirm-prices',
  'hold-stock',
  'authorize-payment',
  'reserve-stock',
  'create-shipment',
  'capture-payment',
] as const;
export type Step = (typeof STEPS)[number];
export type Undoable = Exclude<Step, 'confirm-prices'>;

/** What each module says when it has done, refused or undone what a step asked of it. */
export function otherModules(tell: Tell, { id: orderId, lines, total }: Pick<Order, 'id' | 'lines' | 'total'>) {
  const pieces = lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const [paymentId, shipmentId] = [newId(), newId()];
  const no = { orderId, code: 'no', detail: 'No.' };
  const shortages = pieces.map(({ sku, quantity }) => ({ sku, wanted: quantity, available: 0 }));
  const refusals = pieces.map(({ sku }) => ({ sku, code: 'not_on_sale' as const }));
  const refund = { orderId, paymentId, refundId: newId(), reason: 'test' };
  const release = () => tell(StockReleasedV1, { orderId, lines: pieces, reason: 'requested' });
  const done: Record<Step, () => Promise<void>> = {
    'confirm-prices': () => tell(PricesConfirmedV1, { orderId }),
    'hold-stock': () => tell(StockHeldV1, { orderId, lines: pieces, expiresAt: '2026-01-15T12:15:00.000Z' }),
    'authorize-payment': () => tell(PaymentAuthorizedV1, { orderId, paymentId, amount: total }),
    'reserve-stock': () => tell(StockReservedV1, { orderId, lines: pieces }),
    'create-shipment': () => tell(ShipmentCreatedV1, { orderId, shipmentId, carrier: 'sandbox', trackingNumber: 'SBX1' }),
    'capture-payment': () => tell(PaymentCapturedV1, { orderId, paymentId, amount: total }),
  };
  const refused: Record<Step, () => Promise<void>> = {
    'confirm-prices': () => tell(PricesRefusedV1, { orderId, refusals }),
    'hold-stock': () => tell(StockHoldRefusedV1, { orderId, code: 'short', shortages }),
    'authorize-payment': () => tell(PaymentDeclinedV1, { ...no, paymentId }),
    'reserve-stock': () => tell(StockReservationRefusedV1, { orderId, code: 'hold_expired' }),
    'create-shipment': () => tell(ShipmentRefusedV1, no),
    'capture-payment': () => tell(PaymentCaptureFailedV1, { ...no, paymentId }),
  };
  const undone: Record<Undoable, () => Promise<void>> = {
    'hold-stock': release,
    'authorize-payment': () => tell(PaymentVoidedV1, { orderId, paymentId }),
    'reserve-stock': release,
    'create-shipment': () => tell(ShipmentCancelledV1, { orderId, shipmentId }),
    'capture-payment': () => tell(PaymentRefundedV1, { ...refund, amount: total, refundedTotal: total }),
  };
  return {
    done,
    refused,
    undone,
    holdRunsOut: () => tell(StockReleasedV1, { orderId, lines: pieces, reason: 'expired' }),
    refunds: (amountMinor: number, refundedMinor: number) => {
      const { currency } = total;
      const amounts = { amount: { amountMinor, currency }, refundedTotal: { amountMinor: refundedMinor, currency } };
      return tell(PaymentRefundedV1, { ...refund, ...amounts });
    },
    refusesToCancelShipment: () => tell(ShipmentCancellationRefusedV1, { orderId, shipmentId }),
  };
}
