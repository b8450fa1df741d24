import { CancelShipmentV1 } from '#contracts/shipping/cancel-shipment.v1.ts';
import { defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { CancelShipment } from '../use-cases/cancel-shipment.ts';

export const cancelShipmentSubscription = (cancel: CancelShipment) =>
  defineCallSubscription({
    name: 'shipping.cancel-shipment',
    on: CancelShipmentV1,
    intend: (tx, { payload }) => cancel.intend(tx, payload.orderId),
    call: cancel.call,
    settle: (tx, { payload }, _intent, answer) => cancel.settle(tx, payload.orderId, answer),
  });
