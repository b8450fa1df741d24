import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { ShipGoods } from '../use-cases/ship-goods.ts';
import { setWise } from './delivery.ts';

export const shipGoodsOnShipmentDispatched = (shipGoods: ShipGoods) =>
  defineBatchSubscription({
    name: 'inventory.ship-goods-on-shipment-dispatched',
    on: ShipmentDispatchedV1,
    delivery: setWise,
    handleMany: (tx, messages) =>
      shipGoods(
        tx,
        messages.map(({ payload }) => payload.orderId),
      ),
  });
