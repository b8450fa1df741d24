import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { asksForBooking, type BookingAnswer, type Destination, type Line, settleRequest } from '../domain/shipment.ts';
import type { Shipments } from '../persistence/shipments.ts';
import type { Carrier, ShipmentRequest } from '../ports/carrier.ts';
import { announce } from './announce.ts';
import { CarrierSilent } from './carrier-silent.ts';

interface Deps {
  readonly shipments: Shipments;
  readonly carrier: Carrier;
  readonly events: EventBus;
  readonly clock: Clock;
}

export interface CreateShipmentInput {
  readonly orderId: string;
  readonly userId: string | undefined;
  readonly accessKeyHash?: string | undefined;
  readonly lines: readonly Line[];
  readonly destination: Destination;
}

/** One shipment for an order, booked with the carrier under the shipment's id, however often it is asked for. */
export const createShipment = ({ shipments, carrier, events, clock }: Deps) => ({
  async intend(tx: Tx, input: CreateShipmentInput): Promise<ShipmentRequest | undefined> {
    const fresh = { id: newId(), ...input, state: { status: 'requested' } as const, version: 0 };
    const { id, state, lines, destination } = await shipments.open(tx, fresh, clock.now());
    if (!asksForBooking(state) || destination === undefined) return undefined;
    return { key: id, lines, ...destination };
  },

  async call(request: ShipmentRequest, signal: AbortSignal): Promise<BookingAnswer> {
    const answer = await carrier.create(request, signal);
    if (answer.kind !== 'unknown') return answer;
    const found = await carrier.find(request.key, signal);
    if (found.kind === 'booked' || found.kind === 'refused') return found;
    throw new CarrierSilent(answer.detail);
  },

  async settle(tx: Tx, orderId: string, answer: BookingAnswer | undefined): Promise<void> {
    const shipment = await shipments.lockByOrder(tx, orderId);
    const { state, outcome } = settleRequest(shipment.state, answer);
    const settled = { ...shipment, state, version: shipment.version + 1 };
    await shipments.save(tx, settled, clock.now());
    announce(events, tx, settled, outcome);
  },
});
export type CreateShipment = ReturnType<typeof createShipment>;
