import { describe, expect, it } from 'vitest';
import { type ChaosResult, runChaos } from './harness/chaos-run.ts';
import { FAULT_GROUPS } from './harness/fault.ts';
import { failedSeeds } from './harness/seeds.ts';

const FAULTS_MS = 45_000;
/** On a machine that does much else besides, everything takes its time; only what is promised is judged. */
const PATIENCE_MS = 420_000;

// Longer runs, other seeds and more processes: npm run chaos.
describe('a shop of two processes, in which everything fails that can', () => {
  it.each([...failedSeeds(), { seed: 20_261, processes: 2, groups: FAULT_GROUPS }])(
    'keeps every promise with the seed $seed',
    { timeout: PATIENCE_MS },
    async ({ seed, processes, groups }) => {
      const result = await runChaos({ seed, processes, groups, faultsMs: FAULTS_MS });
      expect(violationsOf(result)).toEqual([]);
      expect(result.problems.filter((problem) => problem.includes('never hit'))).toEqual([]);
      expect(result.counts.orders).toBeGreaterThan(20);
    },
  );
});

function violationsOf({ verdicts }: ChaosResult): readonly string[] {
  return verdicts.flatMap(({ invariant, violations }) => violations.map((violation) => `${invariant}: ${violation}`));
}
