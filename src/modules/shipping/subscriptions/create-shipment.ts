import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import { defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { CreateShipment } from '../use-cases/create-shipment.ts';

export const createShipmentSubscription = (create: CreateShipment) =>
  defineCallSubscription({
    name: 'shipping.create-shipment',
    on: CreateShipmentV1,
    intend: (tx, { payload: { recipient, address, ...order } }) =>
      create.intend(tx, { ...order, userId: order.userId, destination: { recipient, address } }),
    call: create.call,
    settle: (tx, { payload }, _request, answer) => create.settle(tx, payload.orderId, answer),
  });
