import { ConfirmPricesV1 } from '#contracts/catalog/confirm-prices.v1.ts';
import { HoldStockV1 } from '#contracts/inventory/hold-stock.v1.ts';
import { ReleaseStockV1 } from '#contracts/inventory/release-stock.v1.ts';
import { ReserveStockV1 } from '#contracts/inventory/reserve-stock.v1.ts';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { RefundPaymentV1 } from '#contracts/payments/refund-payment.v1.ts';
import { VoidPaymentV1 } from '#contracts/payments/void-payment.v1.ts';
import { CancelShipmentV1 } from '#contracts/shipping/cancel-shipment.v1.ts';
import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import type { CommandContract } from '#shared-kernel/messaging/define-command.ts';
import type { PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import type { Ask, SagaCommands } from '#shared-kernel/saga/runner.ts';
import { keyIdOf } from '#shared-kernel/sealed-to-key.ts';
import type { Ownership } from '../domain/access.ts';
import type { Order } from '../domain/order.ts';
import type { OrderSagaName } from '../domain/order-sagas.ts';

export type OrderSagaCommands = SagaCommands<Order, OrderSagaName>;

/** What each step of each saga says, and to whom: the part of the table of steps that knows contracts. */
export function sagaCommands(holdSeconds: number): OrderSagaCommands {
  const releaseStock = asking(ReleaseStockV1, ({ id }) => ({ orderId: id }));
  const cancelShipment = asking(CancelShipmentV1, ({ id }) => ({ orderId: id }));
  const refundPayment = asking(RefundPaymentV1, ({ id, failure }) => ({
    orderId: id,
    reason: failure?.detail ?? 'The order was cancelled.',
  }));
  return {
    'place-order': {
      'confirm-prices': { act: asking(ConfirmPricesV1, ({ id, lines }) => ({ orderId: id, lines: lines.map(priceShown) })) },
      'hold-stock': {
        act: asking(HoldStockV1, ({ id, lines }) => ({ orderId: id, lines: lines.map(pieces), holdSeconds })),
        undo: releaseStock,
      },
      'authorize-payment': {
        act: authorizePayment,
        undo: asking(VoidPaymentV1, ({ id }) => ({ orderId: id })),
      },
      'reserve-stock': { act: asking(ReserveStockV1, ({ id }) => ({ orderId: id })), undo: releaseStock },
      'create-shipment': { act: asking(CreateShipmentV1, shipmentOf), undo: cancelShipment },
      'capture-payment': { act: asking(CapturePaymentV1, ({ id }) => ({ orderId: id })), undo: refundPayment },
    },
    'cancel-order': {
      'cancel-shipment': { act: cancelShipment },
      'refund-payment': { act: refundPayment },
      'release-stock': { act: releaseStock },
    },
  };
}

function asking<C extends CommandContract>(command: C, payloadOf: (order: Order) => PayloadOf<C>): Ask<Order> {
  return (events, tx, order) => events.send(tx, command, { subject: order.id, payload: payloadOf(order) });
}

/** Orders from before payment tokens were sealed hold theirs in the clear, and ask as orders did then. */
const authorizePayment: Ask<Order> = (events, tx, order) => {
  const { id, total, paymentToken: token = '' } = order;
  const payload = { orderId: id, amount: total, ...ownerOf(order) };
  if (keyIdOf(token) === undefined) events.send(tx, AuthorizePaymentV1, { subject: id, payload: { ...payload, token } });
  else events.send(tx, AuthorizePaymentV2, { subject: id, payload: { ...payload, sealedToken: token } });
};

function priceShown({ sku, unitPrice }: Order['lines'][number]) {
  return { sku, unitPrice };
}

function pieces({ sku, quantity }: Order['lines'][number]) {
  return { sku, quantity };
}

function shipmentOf({ id, lines, shippingAddress: { name, ...address }, ...order }: Order): CreateShipmentV1 {
  return { orderId: id, ...ownerOf(order), lines: lines.map(pieces), recipient: name, address };
}

/** Whose order it is, for those who show a part of it: a user's, or a guest's who holds its key. */
function ownerOf({ userId, accessKeyHash }: Ownership) {
  if (userId !== undefined) return { userId };
  return accessKeyHash === undefined ? {} : { accessKeyHash };
}
