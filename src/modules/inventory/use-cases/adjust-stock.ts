import type { Tx } from '#shared-kernel/database/database.ts';
import { adjustment } from '../domain/movement.ts';
import { checkAdjustment, type StockItem } from '../domain/stock-item.ts';
import { stockItems } from '../persistence/stock-items.ts';
import type { Deps } from './deps.ts';
import { recordMovements } from './record-movements.ts';

export interface WantedAdjustment {
  readonly sku: string;
  /** Pieces that came, or that went where negative. */
  readonly delta: number;
  readonly reason: string;
  /** The id of the user who adjusts. */
  readonly actor: string;
}

export interface Adjusted {
  /** Of the entry in the ledger. */
  readonly id: string;
  readonly at: Date;
  readonly delta: number;
  readonly reason: string;
  /** After the adjustment. */
  readonly item: StockItem;
}

export type AdjustStock = ReturnType<typeof adjustStock>;

/** Adds or takes away goods by hand; what is held or reserved cannot be taken away. */
export const adjustStock =
  (deps: Deps) =>
  async (tx: Tx, { sku, delta, reason, actor }: WantedAdjustment): Promise<Adjusted> => {
    // Whoever has just made the product must not have to wait until inventory hears of it.
    await stockItems.track(tx, [sku]);
    for (const item of await stockItems.lockBySku(tx, [sku])) checkAdjustment(item, delta);
    const { entries, items } = await recordMovements(deps, tx, [adjustment(sku, delta, { actor, reason })]);
    const [entry] = entries;
    const [item] = items;
    if (!entry || !item) throw new Error(`${sku}: the adjustment was not recorded`);
    return { id: entry.id, at: entry.at, delta, reason, item };
  };
