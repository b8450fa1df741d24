import { describe, expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

/** A budget, and its time. */
function budgetAt(start: number) {
  const clock = { ms: start };
  return { budget: new RetryBudget(() => clock.ms), clock };
}

function spent(budget: RetryBudget, tries: number): number {
  return Array.from({ length: tries }, () => budget.spend()).filter(Boolean).length;
}

describe('a retry budget', () => {
  it('allows three a second, however few requests there were', () => {
    const { budget, clock } = budgetAt(0);
    expect(spent(budget, 10)).toBe(3);
    clock.ms += 1_000;
    expect(spent(budget, 10)).toBe(3);
  });

  it('allows a fifth of the requests of the last ten seconds', () => {
    const { budget, clock } = budgetAt(0);
    for (let n = 0; n < 100; n += 1) budget.earn();
    clock.ms += 9_000;
    expect(spent(budget, 50)).toBe(20);
    expect(spent(budget, 50)).toBe(0);
  });

  it('forgets what is older', () => {
    const { budget, clock } = budgetAt(0);
    for (let n = 0; n < 100; n += 1) budget.earn();
    clock.ms += 10_000;
    expect(spent(budget, 50)).toBe(3);
  });
});
