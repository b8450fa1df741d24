import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Database } from '#shared-kernel/database/database.ts';
import type { HealthCheck } from '#shared-kernel/module.ts';
import { countOverdueHolds } from '../queries/count-overdue-holds.ts';
import { findUnbalancedSkus } from '../queries/find-unbalanced-skus.ts';

/** Two rounds of the schedule that expires what was forgotten. */
const GRACE_SECONDS = 120;

export const stockChecks = (database: Database, clock: Clock): readonly HealthCheck[] => [
  {
    name: 'stock-ledger',
    async run() {
      const unbalanced = await database.read(findUnbalancedSkus);
      if (unbalanced.length > 0) throw new Error(`the stock is not the sum of its movements for ${unbalanced.join(', ')}`);
      return 'the stock of every SKU is the sum of its movements';
    },
  },
  {
    name: 'holds',
    async run() {
      const overdue = await database.read((db) => countOverdueHolds(db, secondsAfter(clock.now(), -GRACE_SECONDS)));
      if (overdue > 0) throw new Error(`${overdue} holds are over and were not given back`);
      return 'no hold has outlived its time';
    },
  },
];
