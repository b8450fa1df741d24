import { describe, expect, it } from 'vitest';
import { choose } from './choose.ts';

const busy = (atWork: number, outlier = false) => ({ atWork, outlier });
/** Chance that brings these numbers, in turn. */
const chance = (...numbers: number[]) => {
  const left = [...numbers];
  return () => left.shift() ?? 0;
};

describe('of two that chance names', () => {
  it('the less busy one is chosen, whichever comes first', () => {
    const candidates = [busy(3), busy(1), busy(0)];
    expect(choose(candidates, chance(0, 0))).toBe(candidates[1]);
    expect(choose(candidates, chance(0.5, 0.9))).toBe(candidates[1]);
    expect(choose(candidates, chance(0, 0.9))).toBe(candidates[2]);
  });

  it('both are others, so that the busiest is never chosen while there are two', () => {
    const candidates = [busy(0), busy(9)];
    for (let n = 0; n < 100; n += 1) expect(choose(candidates)).toBe(candidates[0]);
  });
});

describe('a choice', () => {
  it('is the only one where there is one, and none where there is none', () => {
    const only = busy(7);
    expect(choose([only])).toBe(only);
    expect(choose([])).toBeUndefined();
  });

  it('leaves out who fails more than the others do', () => {
    const candidates = [busy(0, true), busy(5), busy(6)];
    for (let n = 0; n < 100; n += 1) expect(choose(candidates)).toBe(candidates[1]);
  });

  it('leaves out nobody where most fail', () => {
    const candidates = [busy(0, true), busy(0, true), busy(9)];
    const chosen = new Set(Array.from({ length: 200 }, () => choose(candidates)));
    expect([chosen.has(candidates[0]), chosen.has(candidates[1])]).toEqual([true, true]);
  });
});
