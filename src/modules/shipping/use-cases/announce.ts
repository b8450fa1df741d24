import { ShipmentCancellationRefusedV1 } from '#contracts/shipping/shipment-cancellation-refused.v1.ts';
import { ShipmentCancelledV1 } from '#contracts/shipping/shipment-cancelled.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentRefusedV1 } from '#contracts/shipping/shipment-refused.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Outcome, Shipment } from '../domain/shipment.ts';

/** Tells the outcome of a command, as the event that makes the shipment's present version. */
export function announce(events: EventBus, tx: Tx, shipment: Shipment, outcome: Outcome): void {
  const { id: shipmentId, orderId, userId, version: sequence, state } = shipment;
  const whose = userId === undefined ? {} : { userId };
  const message = { subject: orderId, sequence };
  switch (outcome.kind) {
    case 'created':
      events.publish(tx, ShipmentCreatedV1, { ...message, payload: { orderId, ...whose, shipmentId, ...outcome.booking } });
      break;
    case 'refused':
      events.publish(tx, ShipmentRefusedV1, { ...message, payload: { orderId, ...outcome.refusal } });
      break;
    case 'cancelled': {
      const existed = state.status === 'cancelled';
      events.publish(tx, ShipmentCancelledV1, {
        ...message,
        payload: existed ? { orderId, ...whose, shipmentId } : { orderId, ...whose },
      });
      break;
    }
    case 'cancellation_refused':
      events.publish(tx, ShipmentCancellationRefusedV1, { ...message, payload: { orderId, shipmentId } });
      break;
  }
}
