import { secondsAfter } from '#shared-kernel/clock.ts';

/** How fresh something is that is kept as a copy. */
export interface Freshness {
  /** What the rest of the shop said before this moment is in it. */
  readonly asOf: Date;
  /** True where that is too long ago to be shown without a word. */
  readonly stale: boolean;
}

/** How fresh a copy is that is so many seconds behind; as of the beginning of all time where nobody can tell. */
export function freshness(now: Date, secondsBehind: number, staleAfterSeconds: number): Freshness {
  const known = Number.isFinite(secondsBehind);
  return { asOf: known ? secondsAfter(now, -secondsBehind) : new Date(0), stale: secondsBehind > staleAfterSeconds };
}

/** What is made of several copies is as fresh as the oldest of them. */
export function oldestOf(first: Freshness, ...others: readonly Freshness[]): Freshness {
  return others.reduce((oldest, each) => (each.asOf < oldest.asOf ? each : oldest), first);
}
