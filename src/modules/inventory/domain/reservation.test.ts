import { describe, expect, it } from 'vitest';
import { aHold, anUnheardOrder, NOON, QUARTER_PAST } from '../testing/builders.ts';
import { expire, refuseLateHold, refuseShort, release, reserve, ship } from './reservation.ts';

const held = aHold();
const reserved = reserve(held, NOON);
const shipped = ship(reserved);
const expired = expire(held, QUARTER_PAST);
const refused = refuseShort(aHold(), [{ sku: 'TEA', wanted: 2, available: 1 }]);

describe('reserving', () => {
  it('turns a hold into a reservation until the very end of the hold', () => {
    const justInTime = new Date(QUARTER_PAST.getTime() - 1);
    expect(reserve(held, justInTime)).toMatchObject({ state: 'reserved', version: 2 });
  });

  it.each([
    { name: 'a hold that is over', before: held, at: QUARTER_PAST, code: 'hold_expired', state: 'held' },
    {
      name: 'a hold that was given back when it was over',
      before: expired,
      at: QUARTER_PAST,
      code: 'hold_expired',
      state: 'expired',
    },
    { name: 'an order that was released', before: release(held), at: NOON, code: 'released', state: 'released' },
    { name: 'an order whose hold was refused', before: refused, at: NOON, code: 'no_hold', state: 'refused' },
    { name: 'an order that never asked for a hold', before: anUnheardOrder(), at: NOON, code: 'no_hold', state: 'refused' },
  ])('is refused for $name', ({ before, at, code, state }) => {
    const after = reserve(before, at);
    expect(after).toMatchObject({ state, version: before.version + 1 });
    expect(after.answers.reserve).toEqual({ sequence: after.version, outcome: 'refused', code });
  });
});

describe('releasing', () => {
  it.each([
    { name: 'held', before: held },
    { name: 'reserved', before: reserved },
  ])('gives back what is $name', ({ before }) => {
    const after = release(before);
    expect(after).toMatchObject({ state: 'released', version: before.version + 1 });
    expect(after.answers.release).toEqual({ sequence: after.version, lines: before.lines });
  });

  it.each([
    { name: 'never held', before: anUnheardOrder(), state: 'released' },
    { name: 'refused', before: refused, state: 'released' },
    { name: 'given back before, when its time was over', before: expired, state: 'released' },
    { name: 'shipped', before: shipped, state: 'shipped' },
  ])('answers, and gives nothing back, for what was $name', ({ before, state }) => {
    const after = release(before);
    expect(after).toMatchObject({ state, version: before.version + 1 });
    expect(after.answers.release).toEqual({ sequence: after.version, lines: [] });
  });
});

describe('a hold that comes late', () => {
  it('is refused where the order was released before', () => {
    const after = refuseLateHold(release(anUnheardOrder()));
    expect(after).toMatchObject({ state: 'released', version: 2 });
    expect(after.answers.hold).toEqual({ sequence: 2, outcome: 'refused', code: 'released', shortages: [] });
  });

  it('is refused where a reservation was refused for want of it', () => {
    const after = refuseLateHold(reserve(anUnheardOrder(), NOON));
    expect(after.answers.hold).toMatchObject({ outcome: 'refused', code: 'released' });
  });

  it('gets the answer of its first time again', () => {
    for (const known of [held, reserved, shipped, expired, refused, release(held)]) expect(refuseLateHold(known)).toBe(known);
  });
});

describe('expiring', () => {
  it('ends a hold when its time has come, and not before', () => {
    expect(expire(held, QUARTER_PAST)).toMatchObject({ state: 'expired', version: 2 });
    expect(expire(held, NOON)).toBe(held);
  });

  it('leaves everything but a hold alone', () => {
    for (const other of [reserved, shipped, expired, refused, release(held)]) expect(expire(other, QUARTER_PAST)).toBe(other);
  });
});

describe('shipping', () => {
  it('takes what is reserved, and tells nobody', () => {
    expect(ship(reserved)).toMatchObject({ state: 'shipped', version: reserved.version });
  });

  it('leaves everything but a reservation alone', () => {
    for (const other of [held, shipped, expired, refused, release(reserved)]) expect(ship(other)).toBe(other);
  });
});

it('answers a repeated command as it did the first time, whatever has happened since', () => {
  const over = release(reserve(held, NOON));
  expect(reserve(over, QUARTER_PAST)).toBe(over);
  expect(release(over)).toBe(over);
  expect(refuseLateHold(over)).toBe(over);
  expect(over.answers).toMatchObject({ hold: { sequence: 1 }, reserve: { sequence: 2 }, release: { sequence: 3 } });
});
