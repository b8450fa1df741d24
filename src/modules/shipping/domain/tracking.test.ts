import { describe, expect, it } from 'vitest';
import { ImpossibleTransition, ShipmentBeingCancelled } from './errors.ts';
import type { ShipmentState } from './shipment.ts';
import { progressOf, type TrackingEvent, type TrackingReport } from './tracking.ts';

const now = new Date('2026-01-15T12:00:00Z');
const booking = { carrier: 'sandbox', trackingNumber: 'SBX1' };
const created: ShipmentState = { status: 'created', booking };

const report = (status: TrackingReport['status'], more: Partial<TrackingReport> = {}): TrackingReport => ({
  status,
  description: undefined,
  occurredAt: undefined,
  ...more,
});

function journeyOf(reports: readonly TrackingReport[]): { state: ShipmentState; history: TrackingEvent[] } {
  let state: ShipmentState = created;
  const history: TrackingEvent[] = [];
  for (const each of reports) {
    const progress = progressOf(state, history, each, now);
    if (progress) {
      state = progress.state;
      history.push(progress.event);
    }
  }
  return { state, history };
}

describe('what a carrier reports', () => {
  it('follows the parcel from the dispatch to the recipient', () => {
    const journey = journeyOf([report('dispatched'), report('in_transit'), report('delivered')]);
    expect(journey.state).toEqual({ status: 'delivered', booking });
    expect(journey.history.map(({ status }) => status)).toEqual(['dispatched', 'in_transit', 'delivered']);
  });

  it('happened when it was reported, where no time is given', () => {
    const occurredAt = new Date('2026-01-14T08:00:00Z');
    const journey = journeyOf([report('dispatched', { occurredAt }), report('delivered')]);
    expect(journey.history.map(({ at }) => at)).toEqual([occurredAt, now]);
  });

  it('changes nothing when it is repeated, even late', () => {
    const { state, history } = journeyOf([
      report('dispatched'),
      report('in_transit', { description: 'Leipzig' }),
      report('delivered'),
    ]);
    for (const repeated of [report('dispatched'), report('in_transit', { description: 'Leipzig' }), report('delivered')]) {
      expect(progressOf(state, history, repeated, now)).toBeUndefined();
    }
  });

  it('may tell of several stations on the way', () => {
    const stations = ['Leipzig', 'Hamburg', 'Leipzig'].map((description, day) =>
      report('in_transit', { description, occurredAt: new Date(Date.UTC(2026, 0, 16 + day)) }),
    );
    expect(journeyOf([report('dispatched'), ...stations]).history).toHaveLength(4);
  });

  it('is refused where the parcel cannot have come there', () => {
    const possible = [
      'created>dispatched',
      'dispatched>in_transit',
      'dispatched>delivered',
      'in_transit>in_transit',
      'in_transit>delivered',
    ];
    const states: ShipmentState[] = [
      { status: 'requested' },
      { status: 'refused', refusal: { code: 'no', detail: 'No.' } },
      { status: 'cancelled', booking },
      ...(['created', 'dispatched', 'in_transit', 'delivered'] as const).map((status) => ({ status, booking })),
    ];
    for (const state of states) {
      for (const status of ['dispatched', 'in_transit', 'delivered'] as const) {
        const move = () => progressOf(state, [], report(status), now);
        if (possible.includes(`${state.status}>${status}`)) expect(move()?.state.status).toBe(status);
        else expect(move).toThrow(ImpossibleTransition);
      }
    }
  });

  it('has to wait while the carrier decides on a cancellation', () => {
    const move = () => progressOf({ status: 'cancelling', booking }, [], report('dispatched'), now);
    expect(move).toThrow(ShipmentBeingCancelled);
  });
});
