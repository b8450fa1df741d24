import type { Tx } from '#shared-kernel/database/database.ts';
import { adjustment } from '../domain/movement.ts';
import { stockItems } from '../persistence/stock-items.ts';
import type { Deps } from './deps.ts';
import { recordMovements } from './record-movements.ts';

export interface WantedSeed {
  /** Pieces for each item. */
  readonly quantity: number;
  /** The SKU after which to go on; the empty string begins. */
  readonly after: string;
  readonly limit: number;
}

export type SeedStock = ReturnType<typeof seedStock>;

/** Gives the next items, in SKU order, their first pieces, and names them. An item that has ever moved is left alone. */
export const seedStock =
  (deps: Deps) =>
  async (tx: Tx, { quantity, after, limit }: WantedSeed): Promise<readonly string[]> => {
    const unmoved = await stockItems.lockUnmoved(tx, after, limit);
    const skus = unmoved.map(({ sku }) => sku);
    await recordMovements(
      deps,
      tx,
      skus.map((sku) => adjustment(sku, quantity, { actor: 'system', reason: 'seed' })),
    );
    return skus;
  };
