import { ImpossibleTransition, ShipmentBeingCancelled } from './errors.ts';
import type { Booking, ShipmentState, ShipmentStatus } from './shipment.ts';

export type TrackingStatus = 'dispatched' | 'in_transit' | 'delivered';

/** What a carrier reports. Without `occurredAt` it happened when it was reported. */
export interface TrackingReport {
  readonly status: TrackingStatus;
  readonly description: string | undefined;
  readonly occurredAt: Date | undefined;
}

export interface TrackingEvent {
  readonly at: Date;
  readonly status: TrackingStatus;
  readonly description: string | undefined;
}

export interface Progress {
  readonly state: { readonly status: TrackingStatus; readonly booking: Booking };
  readonly event: TrackingEvent;
}

/**
 * The shipment after the report, or undefined where it tells nothing new. It is dispatched once and delivered
 * once, in this order; on the way it may be seen any number of times.
 */
export function progressOf(
  state: ShipmentState,
  history: readonly TrackingEvent[],
  report: TrackingReport,
  now: Date,
): Progress | undefined {
  if (history.some((event) => tells(event, report))) return undefined;
  if (state.status === 'cancelling') throw new ShipmentBeingCancelled();
  if (!('booking' in state) || state.booking === undefined || !follows(state.status, report.status)) {
    throw new ImpossibleTransition(state.status, report.status);
  }
  return {
    state: { status: report.status, booking: state.booking },
    event: { at: report.occurredAt ?? now, status: report.status, description: report.description },
  };
}

function tells(event: TrackingEvent, report: TrackingReport): boolean {
  if (event.status !== report.status) return false;
  if (report.status !== 'in_transit') return true;
  const sameTime = report.occurredAt === undefined || report.occurredAt.getTime() === event.at.getTime();
  return sameTime && event.description === report.description;
}

const NEXT: Partial<Record<ShipmentStatus, readonly TrackingStatus[]>> = {
  created: ['dispatched'],
  dispatched: ['in_transit', 'delivered'],
  in_transit: ['in_transit', 'delivered'],
};

function follows(from: ShipmentStatus, to: TrackingStatus): boolean {
  return NEXT[from]?.includes(to) ?? false;
}
