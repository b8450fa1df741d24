import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { RebuildReplaced } from '../domain/errors.ts';
import { generations } from '../persistence/generations.ts';
import { journal } from '../persistence/journal.ts';
import { removeOtherGenerations } from '../persistence/old-generations.ts';
import { project } from '../persistence/projections.ts';
import { rebuilds } from '../persistence/rebuilds.ts';

export interface Progress {
  readonly total: number;
  readonly done: number;
  /** True once the whole journal was gone through. */
  readonly complete: boolean;
}

export type RebuildProjections = ReturnType<typeof rebuildProjections>;

/**
 * Makes a new generation of the projections from the journal, step by step, while the old one is shown. From the first
 * step on the subscriptions write to both, and they began after all that the journal does not hold yet had ended: so
 * the new one misses nothing, whatever the steps are interrupted by.
 */
export const rebuildProjections = ({ clock }: { readonly clock: Clock }) => ({
  /** Begins, or goes on with what was interrupted unless it is to begin anew; returns the generation that is being built. */
  async begin(tx: Tx, { anew }: { readonly anew: boolean }): Promise<number> {
    const { live, building } = await generations.holdAlone(tx);
    if (building !== null && !anew) return building;
    const next = (building ?? live) + 1;
    await generations.save(tx, { live, building: next });
    await rebuilds.begin(tx, { generation: next, total: await journal.count(tx) }, clock.now());
    return next;
  },

  /** Goes through the next facts of the journal. Throws {@link RebuildReplaced} where somebody began anew, or was faster. */
  async carryOn(tx: Tx, generation: number, limit: number): Promise<Progress> {
    const { building } = await generations.hold(tx);
    const rebuild = await rebuilds.lock(tx, generation);
    if (building !== generation || rebuild === undefined) throw new RebuildReplaced();
    const facts = await journal.page(tx, rebuild.after, limit);
    await project(tx, [generation], facts);
    const done = rebuild.done + facts.length;
    await rebuilds.save(tx, { ...rebuild, done, after: facts.at(-1) ?? rebuild.after }, clock.now());
    return { total: Math.max(rebuild.total, done), done, complete: facts.length < limit };
  },

  /** Shows the new generation from now on. */
  async finish(tx: Tx, generation: number): Promise<void> {
    const { building } = await generations.holdAlone(tx);
    if (building !== generation) throw new RebuildReplaced();
    await generations.save(tx, { live: generation, building: null });
    await rebuilds.end(tx);
  },

  /** Removes what no generation in use needs; returns how many rows that were, fewer than `limit` at the end. */
  async clearUp(tx: Tx, limit: number): Promise<number> {
    const { live, building } = await generations.hold(tx);
    return removeOtherGenerations(tx, building === null ? [live] : [live, building], limit);
  },
});
