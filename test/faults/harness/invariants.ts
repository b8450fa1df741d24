import { boundary, liveness, oneSemantics } from './checks/conduct.ts';
import { effectOnce } from './checks/effect-once.ts';
import { idempotentApi } from './checks/idempotent-api.ts';
import { money } from './checks/money.ts';
import { noGhost } from './checks/no-ghost.ts';
import { noLoss } from './checks/no-loss.ts';
import { saga } from './checks/saga.ts';
import { stock } from './checks/stock.ts';
import type { Evidence } from './evidence.ts';

/** What may never break, as far as what a run leaves behind can show it; by the names that DESIGN.md gives. */
export const INVARIANTS = {
  'no loss': noLoss,
  'no ghost': noGhost,
  'effect once': effectOnce,
  stock,
  money,
  saga,
  'idempotent API': idempotentApi,
  boundary,
  'one semantics': oneSemantics,
  liveness,
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Verdict {
  readonly invariant: string;
  /** One sentence for each way in which it was broken; none where it holds. */
  readonly violations: readonly string[];
}

/** Judges what a run left behind, invariant by invariant. */
export function judge(evidence: Evidence): readonly Verdict[] {
  return Object.entries(INVARIANTS).map(([invariant, check]) => ({ invariant, violations: check(evidence) }));
}
