import { describe, expect, it } from 'vitest';
import { aHold, anUnheardOrder, NOON, QUARTER_PAST } from '../testing/builders.ts';
import { adjustment, movementsBetween } from './movement.ts';
import { expire, refuseShort, release, reserve, ship } from './reservation.ts';

const held = aHold({ sku: 'CUP', quantity: 1 }, { sku: 'TEA', quantity: 3 });
const reserved = reserve(held, NOON);
const shipped = ship(reserved);

describe('the stock moves', () => {
  it.each([
    { step: 'a hold', before: undefined, after: held, tea: { kind: 'hold', onHand: 0, held: 3, reserved: 0 } },
    { step: 'a reservation', before: held, after: reserved, tea: { kind: 'reserve', onHand: 0, held: -3, reserved: 3 } },
    { step: 'a shipment', before: reserved, after: shipped, tea: { kind: 'ship', onHand: -3, held: 0, reserved: -3 } },
    {
      step: 'an expiry',
      before: held,
      after: expire(held, QUARTER_PAST),
      tea: { kind: 'expire', onHand: 0, held: -3, reserved: 0 },
    },
    {
      step: 'a release of a hold',
      before: held,
      after: release(held),
      tea: { kind: 'release', onHand: 0, held: -3, reserved: 0 },
    },
    {
      step: 'a release of a reservation',
      before: reserved,
      after: release(reserved),
      tea: { kind: 'release', onHand: 0, held: 0, reserved: -3 },
    },
  ])('with $step, by each of its lines', ({ before, after, tea }) => {
    const { orderId } = held;
    expect(movementsBetween(before, after)).toEqual([
      expect.objectContaining({ sku: 'CUP', orderId, kind: tea.kind }),
      { sku: 'TEA', orderId, ...tea },
    ]);
  });
});

describe('the stock stays as it is', () => {
  const unheard = anUnheardOrder();
  it.each([
    { step: 'nothing changes', before: held, after: held },
    { step: 'a hold is refused', before: undefined, after: refuseShort(held, []) },
    { step: 'an order is released of which nothing is known', before: unheard, after: release(unheard) },
    {
      step: 'an order is released whose hold has expired',
      before: expire(held, QUARTER_PAST),
      after: release(expire(held, QUARTER_PAST)),
    },
    { step: 'an order is released that was shipped', before: shipped, after: release(shipped) },
  ])('where $step', ({ before, after }) => {
    expect(movementsBetween(before, after)).toEqual([]);
  });
});

it('adjusts what is on hand, and says who did it and why', () => {
  expect(adjustment('TEA', -2, { actor: 'ada', reason: 'broken' })).toEqual({
    kind: 'adjustment',
    sku: 'TEA',
    onHand: -2,
    held: 0,
    reserved: 0,
    actor: 'ada',
    reason: 'broken',
  });
});
