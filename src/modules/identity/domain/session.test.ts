import { describe, expect, it } from 'vitest';
import { secondsAfter } from '#shared-kernel/clock.ts';
import { decideRefresh, extendedSession, newSession } from './session.ts';

const DAY = 86_400;
const policy = { idleSeconds: 30 * DAY, maxSeconds: 90 * DAY };
const monday = new Date('2026-01-05T09:00:00Z');
const session = newSession('session', 'user', monday, policy);

describe('a session', () => {
  it('ends when it is not refreshed for the idle time', () => {
    expect(decideRefresh(session, undefined, secondsAfter(monday, 30 * DAY - 1))).toBe('refresh');
    expect(decideRefresh(session, undefined, secondsAfter(monday, 30 * DAY))).toBe('ended');
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

  it('knows a refresh token that comes back after it was exchanged', () => {
    expect(decideRefresh(session, secondsAfter(monday, 60), secondsAfter(monday, 61))).toBe('reused');
  });

  it('is over once it was revoked, whatever token comes', () => {
    const revoked = { ...session, revokedAt: secondsAfter(monday, 5) };
    expect(decideRefresh(revoked, undefined, secondsAfter(monday, 6))).toBe('ended');
    expect(decideRefresh(revoked, secondsAfter(monday, 1), secondsAfter(monday, 6))).toBe('ended');
  });
});
