import { describe, expect, it } from 'vitest';
import { ShipmentBeingCancelled } from './errors.ts';
import { asksForBooking, beginCancellation, type ShipmentState, settleCancellation, settleRequest } from './shipment.ts';

const booking = { carrier: 'sandbox', trackingNumber: 'SBX1' };
const refusal = { code: 'not_served', detail: 'No parcels are taken there.' };
const booked = { kind: 'booked', booking } as const;

const requested: ShipmentState = { status: 'requested' };
const refused: ShipmentState = { status: 'refused', refusal };
const created: ShipmentState = { status: 'created', booking };
const cancelling: ShipmentState = { status: 'cancelling', booking };
const cancelled: ShipmentState = { status: 'cancelled', booking };
const calledOff: ShipmentState = { status: 'called_off' };
const underway = (['dispatched', 'in_transit', 'delivered'] as const).map((status) => ({ status, booking }));

describe('a shipment that is asked for', () => {
  it('is booked with the carrier once, however often it is asked for', () => {
    expect(asksForBooking(requested)).toBe(true);
    for (const state of [refused, created, cancelled, calledOff, ...underway]) expect(asksForBooking(state)).toBe(false);
  });

  it('is created where the carrier takes it', () => {
    expect(settleRequest(requested, booked)).toEqual({ state: created, outcome: { kind: 'created', booking } });
  });

  it('is refused where the carrier does not take it', () => {
    const answer = { kind: 'refused', refusal } as const;
    expect(settleRequest(requested, answer)).toEqual({ state: refused, outcome: answer });
  });

  it('answers a repeated request with what it came to', () => {
    expect(settleRequest(refused)).toEqual({ state: refused, outcome: { kind: 'refused', refusal } });
    for (const state of [created, ...underway]) {
      expect(settleRequest(state, booked)).toEqual({ state, outcome: { kind: 'created', booking } });
    }
  });

  it('is refused where a cancellation came first', () => {
    for (const state of [cancelled, calledOff]) {
      expect(settleRequest(state, booked)).toMatchObject({ state, outcome: { kind: 'refused', refusal: { code: 'cancelled' } } });
    }
  });

  it('has to be asked for again while the carrier decides on its cancellation', () => {
    expect(() => asksForBooking(cancelling)).toThrow(ShipmentBeingCancelled);
    expect(() => settleRequest(cancelling, booked)).toThrow(ShipmentBeingCancelled);
  });

  it('is never settled without the answer of the carrier', () => {
    expect(() => settleRequest(requested)).toThrow('without the answer');
  });
});

describe('a shipment that is cancelled', () => {
  it('goes through the carrier where the carrier knows it, or may', () => {
    expect(beginCancellation(requested)).toEqual({ status: 'cancelling' });
    expect(beginCancellation(created)).toEqual(cancelling);
    expect(beginCancellation(cancelling)).toEqual(cancelling);
  });

  it('stays what it is where the carrier has nothing to say any more', () => {
    for (const state of [refused, cancelled, calledOff, ...underway]) expect(beginCancellation(state)).toBe(state);
  });

  it('is cancelled where the carrier agrees', () => {
    expect(settleCancellation(cancelling, { kind: 'cancelled' })).toEqual({ state: cancelled, outcome: { kind: 'cancelled' } });
  });

  it('is created, maybe only now, where the carrier has fetched it already', () => {
    for (const state of [cancelling, { status: 'cancelling' } as const]) {
      const settled = settleCancellation(state, { kind: 'too_late', booking });
      expect(settled).toEqual({ state: created, outcome: { kind: 'cancellation_refused' } });
    }
  });

  it('always answers, with what is true by then', () => {
    for (const state of [refused, cancelled, calledOff]) {
      expect(settleCancellation(state)).toEqual({ state, outcome: { kind: 'cancelled' } });
    }
    for (const state of [created, ...underway]) {
      expect(settleCancellation(state)).toEqual({ state, outcome: { kind: 'cancellation_refused' } });
    }
  });

  it('is never settled without the answer of the carrier', () => {
    expect(() => settleCancellation(cancelling)).toThrow(ShipmentBeingCancelled);
    expect(() => settleCancellation(requested)).toThrow('being requested');
  });
});
