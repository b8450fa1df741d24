import { describe, expect, it } from 'vitest';
import { ATTEMPT_OUTCOMES, type Attempt, afterAttempt, RETRY_SECONDS, TRIES } from './webhook-delivery.ts';

const now = new Date('2026-01-15T12:00:00Z');
const attempt = (outcome: Attempt['outcome']): Attempt => ({ outcome, status: undefined, at: now, durationMs: 7 });

function waits(chance: number): readonly number[] {
  return Array.from({ length: TRIES - 1 }, (_, index) => {
    const state = afterAttempt(attempt('refused'), TRIES - 1 - index, now, chance);
    return state.status === 'pending' ? (state.dueAt.getTime() - now.getTime()) / 1_000 : Number.NaN;
  });
}

describe('a delivery', () => {
  it('ends with the first attempt that is taken', () => {
    expect(afterAttempt(attempt('delivered'), 9, now, 0.5)).toEqual({ status: 'delivered', endedAt: now });
    expect(afterAttempt(attempt('delivered'), 0, now, 0.5)).toEqual({ status: 'delivered', endedAt: now });
  });

  it('is tried ten times over three days, ever more seldom', () => {
    expect(waits(0)).toEqual([...RETRY_SECONDS]);
    const days = waits(0).reduce((sum, seconds) => sum + seconds, 0) / 86_400;
    expect(days).toBeGreaterThan(3);
    expect(days).toBeLessThan(3.5);
  });

  it('comes back later by up to a fifth, and never sooner', () => {
    expect(waits(1)).toEqual(RETRY_SECONDS.map((seconds) => seconds * 1.2));
  });

  it('comes back no sooner than its receiver asks, which may be a day away and no more, and not sooner than it would', () => {
    const comesBackAfter = (retryAfterSeconds: number) => {
      const state = afterAttempt({ ...attempt('refused'), retryAfterSeconds }, TRIES - 1, now, 0);
      return state.status === 'pending' && (state.dueAt.getTime() - now.getTime()) / 1_000;
    };
    expect([0, 1, 120, 86_400, 864_000].map(comesBackAfter)).toEqual([5, 5, 120, 86_400, 86_400]);
  });

  it('fails after the last try, whatever went wrong', () => {
    for (const outcome of ATTEMPT_OUTCOMES.filter((each) => each !== 'delivered')) {
      expect(afterAttempt(attempt(outcome), 0, now, 0.5)).toEqual({ status: 'failed', endedAt: now });
    }
  });
});
