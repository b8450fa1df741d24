import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import type { RebuildProjections } from '../use-cases/rebuild-projections.ts';

const RebuildInput = z.strictObject({
  /** Begins again instead of going on with a rebuild that was interrupted: for when the code has changed since. */
  anew: z.boolean().default(false),
});

const FACTS_AT_ONCE = 500;
const ROWS_AT_ONCE = 5_000;

/** Makes all projections again from the journal, while they are shown and events arrive; interrupted, it goes on where it was. */
export const rebuildVerb = (database: Database, rebuild: RebuildProjections): AdminVerb => ({
  name: 'rebuild',
  async run(input, report) {
    const { anew } = RebuildInput.parse(input);
    const cause = { correlationId: newId() };
    const generation = await database.transaction(cause, (tx) => rebuild.begin(tx, { anew }));
    let progress = { total: 0, done: 0, complete: false };
    while (!progress.complete) {
      progress = await database.transaction(cause, (tx) => rebuild.carryOn(tx, generation, FACTS_AT_ONCE));
      report({ count: progress.done, note: `${percentOf(progress)} %` });
    }
    await database.transaction(cause, (tx) => rebuild.finish(tx, generation));
    let removed = ROWS_AT_ONCE;
    while (removed === ROWS_AT_ONCE) removed = await database.transaction(cause, (tx) => rebuild.clearUp(tx, ROWS_AT_ONCE));
    return { generation, facts: progress.done };
  },
});

function percentOf({ total, done }: { readonly total: number; readonly done: number }): number {
  return total === 0 ? 100 : Math.floor((100 * done) / total);
}
