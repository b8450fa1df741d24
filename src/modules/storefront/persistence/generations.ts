import type { Tx } from '#shared-kernel/database/database.ts';

/** Which generation of the projections is shown, and which one is being built beside it. */
export interface Generations {
  readonly live: number;
  readonly building: number | null;
}

/**
 * The one row that every writer of projections holds until its transaction ends. A statement of its own each time:
 * the next one must see what those committed whom this one has waited for.
 */
export const generations = {
  /** Held together with other writers: nobody switches generations or erases a user meanwhile. */
  async hold(tx: Tx): Promise<Generations> {
    const [row] = await tx.sql<Generations>`select live, building from storefront.generations for share`;
    return present(row);
  },

  /** Held alone, once all who hold it have ended. */
  async holdAlone(tx: Tx): Promise<Generations> {
    const [row] = await tx.sql<Generations>`select live, building from storefront.generations for no key update`;
    return present(row);
  },

  async save(tx: Tx, { live, building }: Generations): Promise<void> {
    await tx.sql`update storefront.generations set live = ${live}, building = ${building}`;
  },
};

function present(row: Generations | undefined): Generations {
  if (!row) throw new Error('the row that the migration made is gone from storefront.generations');
  return row;
}
