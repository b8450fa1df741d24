import type { Tx } from '#shared-kernel/database/database.ts';
import { type Fact, newestOf } from '../domain/fact.ts';
import { generations } from '../persistence/generations.ts';
import { journal } from '../persistence/journal.ts';
import { project } from '../persistence/projections.ts';

export type KeepFacts = ReturnType<typeof keepFacts>;

/** Notes in the journal what was told, and shows it: three statements for a batch about one thing, whatever its size. */
export const keepFacts =
  () =>
  async (tx: Tx, told: readonly Fact[]): Promise<void> => {
    if (told.length === 0) return;
    const { live, building } = await generations.hold(tx);
    const news = await journal.add(tx, newestOf(told));
    await project(tx, building === null ? [live] : [live, building], news);
  };
