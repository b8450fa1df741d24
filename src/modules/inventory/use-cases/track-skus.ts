import type { Tx } from '#shared-kernel/database/database.ts';
import { stockItems } from '../persistence/stock-items.ts';

export type TrackSkus = ReturnType<typeof trackSkus>;

/** Begins to keep stock of SKUs, at zero. One that is tracked already keeps what it has. */
export const trackSkus =
  () =>
  async (tx: Tx, skus: readonly string[]): Promise<void> =>
    stockItems.track(tx, skus);
