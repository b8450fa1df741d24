import { describe, expect, it } from 'vitest';
import { secondsAfter } from '#shared-kernel/clock.ts';
import { decideRotation, isRotationDue, retiredBefore, type SigningKey } from './signing-key.ts';

const DAY = 86_400;
const start = new Date('2026-01-05T09:00:00Z');
const publicJwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;
const key = (kid: string, state: SigningKey['state'], activatedAt?: Date): SigningKey => ({
  kid,
  state,
  publicJwk,
  sealedPrivateJwk: 'sealed',
  createdAt: start,
  activatedAt,
  retiredAt: undefined,
});
const keys = [key('a', 'active', start), key('n', 'next')];

describe('the rotation of signing keys', () => {
  it('is due when the active key has signed long enough', () => {
    expect(isRotationDue(keys, secondsAfter(start, 30 * DAY - 1), 30 * DAY)).toBe(false);
    expect(isRotationDue(keys, secondsAfter(start, 30 * DAY), 30 * DAY)).toBe(true);
  });

  it('lets the next key sign and the active one retire', () => {
    expect(decideRotation(keys, secondsAfter(start, DAY))).toEqual({ activate: 'n', retire: 'a' });
  });

  it('is refused while some verifier may not know the next key', () => {
    expect(() => decideRotation(keys, secondsAfter(start, 60))).toThrow(
      expect.objectContaining({ code: 'identity.next_key_too_new' }),
    );
  });

  it('is a bug where the first keys were never made', () => {
    expect(isRotationDue([], start, 0)).toBe(false);
    expect(() => decideRotation([], start)).toThrow('never made');
  });

  it('keeps a retired key for longer than the longest token lives', () => {
    const longestTokenSeconds = DAY;
    expect(retiredBefore(secondsAfter(start, longestTokenSeconds)).getTime()).toBeLessThan(start.getTime());
  });
});
