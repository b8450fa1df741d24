import { describe, expect, it } from 'vitest';
import { secondsAfter } from '#shared-kernel/clock.ts';
import { decideRefresh, extendedSession, newSession } from './session.ts';

const DAY = 86_400;
const policy = { idleSeconds: 30 * DAY, maxSeconds: 90 * DAY };
const monday = new Date('2026-01-05T09:00:00Z');
const session = newSession('session', 'user', monday, policy);

describe('a session', () => {
  it('ends when it is not refreshed for the idle time', () => {
    expect(decideRefresh(session, undefined, secondsAfter(monday, 30 * DAY - 1))).toEqual({ kind: 'refresh' });
    expect(decideRefresh(session, undefined, secondsAfter(monday, 30 * DAY))).toEqual({ kind: 'ended' });
  });

  it('lives on with each refresh, but never beyond its end', () => {
    const refreshed = extendedSession(session, secondsAfter(monday, 20 * DAY), policy);
    expect(refreshed.idleUntil).toEqual(secondsAfter(monday, 50 * DAY));
    const late = extendedSession(session, secondsAfter(monday, 80 * DAY), policy);
    expect(late.idleUntil).toEqual(secondsAfter(monday, 90 * DAY));
  });

  it('never idles longer than it may last', () => {
    const short = newSession('session', 'user', monday, { idleSeconds: 30 * DAY, maxSeconds: DAY });
    expect(short.idleUntil).toEqual(short.endsAt);
  });

  it('gives the same successor again for ten seconds, as long as nobody has used it', () => {
    const rotation = { at: secondsAfter(monday, 60), unusedSuccessor: 'next' };
    expect(decideRefresh(session, rotation, secondsAfter(monday, 69))).toEqual({ kind: 'repeat', successor: 'next' });
    expect(decideRefresh(session, rotation, secondsAfter(monday, 70))).toEqual({ kind: 'reused' });
    const used = { ...rotation, unusedSuccessor: undefined };
    expect(decideRefresh(session, used, secondsAfter(monday, 61))).toEqual({ kind: 'reused' });
  });

  it('is over once it was revoked, whatever token comes', () => {
    const revoked = { ...session, revokedAt: secondsAfter(monday, 5) };
    expect(decideRefresh(revoked, undefined, secondsAfter(monday, 6))).toEqual({ kind: 'ended' });
    const rotation = { at: secondsAfter(monday, 5), unusedSuccessor: 'next' };
    expect(decideRefresh(revoked, rotation, secondsAfter(monday, 6))).toEqual({ kind: 'ended' });
  });
});
