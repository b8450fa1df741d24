import { expect } from 'vitest';
import type { Evidence } from '../../faults/harness/evidence.ts';
import { gatherEvidence } from '../../faults/harness/gather-evidence.ts';
import type { History } from '../../faults/harness/history.ts';
import { judge } from '../../faults/harness/invariants.ts';
import { untilAllQuiet } from '../../faults/harness/quiescence.ts';
import type { DividedShop } from './divided-shop.ts';

/** Waits until everything has come to its end, and expects that all promises were kept. Resolves to what shows it. */
export async function expectAllKept(shop: DividedShop, history: History, withinMs = 180_000): Promise<Evidence> {
  const { databases, provider, carrier, directory } = shop;
  const { afterMs: quietAfterMs, unrest, at: restedAt } = await untilAllQuiet(databases, withinMs);
  const gathered = await gatherEvidence({
    ...{ postgres: { asOwner: databases.of('orders').asOwner, log: databases.log }, databases },
    ...{ provider, carrier, directory, restedAt },
  });
  const evidence: Evidence = { ...gathered, calls: history.calls, quietAfterMs, unrest, unready: [] };
  const broken = judge(evidence).filter(({ violations }) => violations.length > 0);
  expect(broken, 'promises that were broken').toEqual([]);
  return evidence;
}
