import { pathToFileURL } from 'node:url';
import { anyOf, type Fault } from './fault.ts';

const WRONG_CLOCK = pathToFileURL(`${import.meta.dirname}/wrong-clock.ts`).href;
const TEN_MINUTES_MS = 600_000;

/** What a process loads so that its machine's clock is so far ahead, or behind where this is negative. */
export function clockAhead(aheadMs: number): readonly string[] {
  return [`${WRONG_CLOCK}?aheadMs=${aheadMs}`];
}

export const clockFaults: readonly Fault[] = [
  {
    name: 'clock ten minutes off',
    group: 'process',
    everySeconds: [5, 10],
    // The clock is as wrong for as long as the process lives, in the company of others whose clocks are right.
    async strike(target) {
      const { fleet, random } = target;
      const victim = anyOf(target);
      if (!victim) return 0;
      fleet.nextStartLoads(clockAhead(random.pick([TEN_MINUTES_MS, -TEN_MINUTES_MS])));
      fleet.expectEnd(victim);
      await victim.stop();
      await fleet.whole(120_000);
      return 1;
    },
  },
];
