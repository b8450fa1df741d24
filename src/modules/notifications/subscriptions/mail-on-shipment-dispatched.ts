import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { NotifyOrderContact } from '../use-cases/notify-order-contact.ts';

export const mailOnShipmentDispatched = (notify: NotifyOrderContact) =>
  defineSubscription({
    name: 'notifications.mail-on-shipment-dispatched',
    on: ShipmentDispatchedV1,
    handle: (tx, { payload: { orderId, shipmentId, carrier, trackingNumber } }) =>
      notify(tx, {
        orderId,
        occasion: shipmentId,
        letter: (number) => ({ template: 'shipment-dispatched', params: { number, carrier, trackingNumber } }),
      }),
  });
