import { describe, expect, it } from 'vitest';
import { secondsAfter } from '#shared-kernel/clock.ts';
import { type AccountTurns, decideTurn, forgivenTurns, type Turns } from './sign-in-turn.ts';

const start = new Date('2026-01-15T12:00:00Z');
const fresh: Turns = { failures: 0, failedAt: start, delayedUntil: start, trustedUntil: undefined };
const nobodyYet: AccountTurns = { network: fresh, everywhere: fresh };

function taken(turns: AccountTurns, now: Date): AccountTurns {
  const decision = decideTurn(turns, now);
  if (decision.kind === 'delayed') throw new Error(`delayed for ${decision.seconds} s`);
  return decision.turns;
}

/** Tries whenever it may; answers how long each wait was. */
function waits(attempts: number, turns: AccountTurns = nobodyYet): number[] {
  const seconds: number[] = [];
  let [current, now] = [turns, start];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const decision = decideTurn(current, now);
    seconds.push(decision.kind === 'delayed' ? decision.seconds : 0);
    if (decision.kind === 'delayed') now = secondsAfter(now, decision.seconds);
    current = taken(current, now);
  }
  return seconds;
}

describe('attempts to sign in from one network', () => {
  it('are free at first, and then wait twice as long each time, a quarter of an hour at most', () => {
    expect(waits(18)).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  it('that come too early are refused and count for nothing', () => {
    let turns = nobodyYet;
    for (let attempt = 0; attempt < 6; attempt += 1) turns = taken(turns, start);
    for (let attempt = 0; attempt < 100; attempt += 1) expect(decideTurn(turns, start)).toEqual({ kind: 'delayed', seconds: 1 });
    expect(decideTurn(turns, secondsAfter(start, 1)).kind).toBe('taken');
  });

  it('begin anew after the right password, and after a day', () => {
    let turns = nobodyYet;
    for (let attempt = 0; attempt < 6; attempt += 1) turns = taken(turns, start);
    expect(waits(6, forgivenTurns(turns, start))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(taken(turns, secondsAfter(start, 86_400)).network.failures).toBe(1);
  });
});

describe('attempts to sign in from everywhere', () => {
  const attacked = { ...fresh, failures: 60, delayedUntil: secondsAfter(start, 30) };

  it('make others wait for half a minute at most', () => {
    expect(decideTurn({ network: fresh, everywhere: attacked }, start)).toEqual({ kind: 'delayed', seconds: 30 });
    const after = taken({ network: fresh, everywhere: attacked }, secondsAfter(start, 30));
    expect(decideTurn({ ...after, network: fresh }, secondsAfter(start, 30))).toEqual({ kind: 'delayed', seconds: 30 });
  });

  it('make nobody wait who signed in from there before', () => {
    const { network } = forgivenTurns(nobodyYet, start);
    expect(decideTurn({ network, everywhere: attacked }, start).kind).toBe('taken');
    expect(
      decideTurn(
        { network, everywhere: { ...attacked, delayedUntil: secondsAfter(start, 31 * 86_400 + 9) } },
        secondsAfter(start, 31 * 86_400),
      ),
    ).toEqual({ kind: 'delayed', seconds: 9 });
  });

  it('are not forgotten for one right password: there is one failure less', () => {
    expect(forgivenTurns({ network: fresh, everywhere: attacked }, start).everywhere.failures).toBe(59);
  });
});
