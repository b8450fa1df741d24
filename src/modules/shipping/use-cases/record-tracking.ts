import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { ShipmentNotFound } from '../domain/errors.ts';
import type { Shipment } from '../domain/shipment.ts';
import { type Progress, progressOf, type TrackingReport } from '../domain/tracking.ts';
import type { Shipments } from '../persistence/shipments.ts';

interface Deps {
  readonly shipments: Shipments;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Takes down what the carrier reports; the same report again changes nothing. */
export const recordTracking =
  ({ shipments, events, clock }: Deps) =>
  async (tx: Tx, shipmentId: string, report: TrackingReport): Promise<void> => {
    const shipment = await shipments.lockById(tx, shipmentId);
    if (!shipment) throw new ShipmentNotFound();
    const history = await shipments.trackingOf(tx, shipmentId);
    const progress = progressOf(shipment.state, history, report, clock.now());
    if (!progress) return;
    const event = eventOf(shipment, progress);
    const version = shipment.version + (event ? 1 : 0);
    await shipments.save(tx, { ...shipment, state: progress.state, version }, clock.now());
    await shipments.addTracking(tx, shipmentId, history.length + 1, progress.event);
    if (event) events.publish(tx, event.contract, { subject: shipment.orderId, sequence: version, payload: event.payload });
  };
export type RecordTracking = ReturnType<typeof recordTracking>;

/** Others hear of the first and the last station only. */
function eventOf({ id: shipmentId, orderId, userId }: Shipment, { event, state }: Progress) {
  const whose = userId === undefined ? {} : { userId };
  const payload = { orderId, ...whose, shipmentId, ...state.booking, at: event.at.toISOString() };
  if (event.status === 'dispatched') return { contract: ShipmentDispatchedV1, payload };
  if (event.status === 'delivered') return { contract: ShipmentDeliveredV1, payload };
  return undefined;
}
