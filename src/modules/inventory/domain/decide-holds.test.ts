import { describe, expect, it } from 'vitest';
import { aHold, anItem } from '../testing/builders.ts';
import { decideHolds } from './decide-holds.ts';
import type { Reservation } from './reservation.ts';

const statesOf = (decided: readonly Reservation[]) => decided.map(({ state }) => state);
const shortagesOf = ({ answers: { hold } }: Reservation) => (hold?.outcome === 'refused' ? hold.shortages : []);

describe('a queue of holds', () => {
  it('is served first come first served', () => {
    const queue = [aHold({ sku: 'TEA', quantity: 1 }), aHold({ sku: 'TEA', quantity: 1 }), aHold({ sku: 'TEA', quantity: 1 })];
    expect(statesOf(decideHolds([anItem('TEA', { onHand: 2 })], queue))).toEqual(['held', 'held', 'refused']);
  });

  it('gives an order all of its lines or nothing', () => {
    const [decided] = decideHolds(
      [anItem('TEA', { onHand: 5 }), anItem('CUP', { onHand: 0 })],
      [aHold({ sku: 'CUP', quantity: 1 }, { sku: 'TEA', quantity: 1 })],
    );
    expect(decided).toMatchObject({ state: 'refused', expiresAt: null });
  });

  it('leaves what a refused order wanted to those after it', () => {
    const queue = [aHold({ sku: 'TEA', quantity: 3 }), aHold({ sku: 'TEA', quantity: 2 })];
    expect(statesOf(decideHolds([anItem('TEA', { onHand: 2 })], queue))).toEqual(['refused', 'held']);
  });

  it('names every line that is short, with what was there when its turn came', () => {
    const items = [anItem('TEA', { onHand: 9, held: 3, reserved: 4 }), anItem('CUP', { onHand: 1 })];
    const queue = [aHold({ sku: 'TEA', quantity: 1 }), aHold({ sku: 'CUP', quantity: 2 }, { sku: 'TEA', quantity: 2 })];
    expect(decideHolds(items, queue).flatMap(shortagesOf)).toEqual([
      { sku: 'CUP', wanted: 2, available: 1 },
      { sku: 'TEA', wanted: 2, available: 1 },
    ]);
  });

  it('finds no stock of a SKU that nobody has heard of', () => {
    expect(decideHolds([], [aHold({ sku: 'NONE', quantity: 1 })]).flatMap(shortagesOf)).toEqual([
      { sku: 'NONE', wanted: 1, available: 0 },
    ]);
  });
});
