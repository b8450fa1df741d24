import { describe, expect, it } from 'vitest';
import { LANE_LIMITS, Lane, type LaneLimits } from './lane.ts';

function laneWith(limits: Partial<LaneLimits>) {
  let now = 0;
  const lane = new Lane('tests', { ...LANE_LIMITS, ...limits }, () => now);
  const said: string[] = [];
  const enter = (name: string, { gone = false, welcome = true } = {}) =>
    lane.enter({
      admit: () => void said.push(`${name} in`),
      refuse: () => void said.push(`${name} out`),
      gone: () => gone,
      welcome: () => welcome,
    });
  const pass = (ms: number) => {
    now += ms;
  };
  return { lane, said, enter, pass };
}

describe('a lane', () => {
  it('works on so many requests at the same time, and has the others wait in their order', () => {
    const { lane, said, enter } = laneWith({ start: 2 });
    for (const name of ['a', 'b', 'c', 'd']) enter(name);
    expect(said).toEqual(['a in', 'b in']);
    lane.leave();
    expect(said).toEqual(['a in', 'b in', 'c in']);
    expect(lane.load).toEqual({ limit: 2, atWork: 2, waiting: 1 });
    lane.close();
  });

  it('refuses at once who would wait behind too many', () => {
    const { lane, said, enter } = laneWith({ start: 1, mostWaiting: 1 });
    for (const name of ['a', 'b', 'c']) enter(name);
    expect(said).toEqual(['a in', 'c out']);
    lane.close();
  });

  it('has a burst wait for long', () => {
    const { lane, said, enter, pass } = laneWith({ start: 1, patienceMs: 5_000 });
    for (const name of ['a', 'b']) enter(name);
    pass(4_999);
    lane.leave();
    expect(said).toEqual(['a in', 'b in']);
  });

  it('has nobody wait for long where the queue has not been empty for as long as a burst lasts', () => {
    const { lane, said, enter, pass } = laneWith({ start: 1, patienceMs: 5_000, impatienceMs: 100 });
    for (const name of ['a', 'b', 'c']) enter(name);
    pass(5_001);
    enter('d');
    pass(101);
    lane.leave();
    expect(said).toEqual(['a in', 'b out', 'c out', 'd out']);
    enter('e');
    expect(said.at(-1)).toBe('e in');
  });

  it('passes over who has gone, and refuses who is no longer welcome', () => {
    const { lane, said, enter } = laneWith({ start: 1 });
    enter('a');
    enter('b', { gone: true });
    enter('c', { welcome: false });
    enter('d');
    lane.leave();
    expect(said).toEqual(['a in', 'c out', 'd in']);
  });

  it('takes in fewer while the process cannot keep up, and more while requests wait without need', () => {
    const { lane, enter } = laneWith({ start: 20, least: 10, most: 30 });
    lane.adjust(true);
    expect(lane.load.limit).toBe(14);
    for (let times = 0; times < 9; times += 1) lane.adjust(true);
    expect(lane.load.limit).toBe(10);
    lane.adjust(false);
    expect(lane.load.limit).toBe(10);
    for (let index = 0; index < 100; index += 1) enter(`request ${index}`);
    for (let times = 0; times < 9; times += 1) lane.adjust(false);
    expect(lane.load.limit).toBe(30);
    lane.close();
  });
});
