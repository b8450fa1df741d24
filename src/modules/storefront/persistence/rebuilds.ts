import type { Tx } from '#shared-kernel/database/database.ts';
import type { Place } from './journal.ts';

/** How far a generation that is being built has come. */
export interface Rebuild {
  readonly generation: number;
  /** Facts in the journal when it began; more may come, which the subscriptions add by themselves. */
  readonly total: number;
  readonly done: number;
  readonly after: Place;
}

export const rebuilds = {
  /** Begins a rebuild, and forgets one that was not finished. */
  async begin(tx: Tx, { generation, total }: Pick<Rebuild, 'generation' | 'total'>, at: Date): Promise<void> {
    await tx.sql`delete from storefront.rebuilds`;
    await tx.sql`insert into storefront.rebuilds (generation, total, updated_at) values (${generation}, ${total}, ${at})`;
  },

  /** Locks it, so that two who carry it on take turns. Undefined where it is finished, or another was begun instead. */
  async lock(tx: Tx, generation: number): Promise<Rebuild | undefined> {
    const [row] = await tx.sql<Omit<Rebuild, 'after'> & Place>`
      select generation, total, done, after_kind as kind, after_subject as subject
      from storefront.rebuilds where generation = ${generation} for update`;
    if (!row) return undefined;
    const { kind, subject, ...rest } = row;
    return { ...rest, after: { kind, subject } };
  },

  async save(tx: Tx, { generation, done, after: { kind, subject } }: Rebuild, at: Date): Promise<void> {
    await tx.sql`
      update storefront.rebuilds set done = ${done}, after_kind = ${kind}, after_subject = ${subject}, updated_at = ${at}
      where generation = ${generation}`;
  },

  async end(tx: Tx): Promise<void> {
    await tx.sql`delete from storefront.rebuilds`;
  },
};
