import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { derivedId, newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { beginCancellation, type CancellationAnswer, settleCancellation } from '../domain/shipment.ts';
import type { Shipments } from '../persistence/shipments.ts';
import type { Carrier } from '../ports/carrier.ts';
import { announce } from './announce.ts';
import { CarrierSilent } from './carrier-silent.ts';

interface Deps {
  readonly shipments: Shipments;
  readonly carrier: Carrier;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** The key under which the carrier was, or is being, asked for the shipment. */
interface CancellationIntent {
  readonly key: string;
}

/** Calls the order's shipment off, whether it is there already, on its way to the carrier, or asked for later. */
export const cancelShipment = ({ shipments, carrier, events, clock }: Deps) => ({
  async intend(tx: Tx, orderId: string): Promise<CancellationIntent | undefined> {
    const shipment = await shipments.open(tx, calledOff(orderId), clock.now());
    const state = beginCancellation(shipment.state);
    if (state.status !== 'cancelling') return undefined;
    await shipments.save(tx, { ...shipment, state }, clock.now());
    return { key: shipment.id };
  },

  async call({ key }: CancellationIntent, signal: AbortSignal): Promise<CancellationAnswer> {
    const answer = await carrier.cancel(key, derivedId(key, 'cancellation'), signal);
    if (answer.kind === 'unknown') throw new CarrierSilent(answer.detail);
    return answer;
  },

  async settle(tx: Tx, orderId: string, answer: CancellationAnswer | undefined): Promise<void> {
    const shipment = await shipments.lockByOrder(tx, orderId);
    const { state, outcome } = settleCancellation(shipment.state, answer);
    const settled = { ...shipment, state, version: shipment.version + 1 };
    await shipments.save(tx, settled, clock.now());
    announce(events, tx, settled, outcome);
  },
});
export type CancelShipment = ReturnType<typeof cancelShipment>;

function calledOff(orderId: string) {
  return {
    id: newId(),
    orderId,
    userId: undefined,
    lines: [],
    destination: undefined,
    state: { status: 'called_off' } as const,
    version: 0,
  };
}
