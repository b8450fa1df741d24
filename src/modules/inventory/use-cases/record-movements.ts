import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Movement } from '../domain/movement.ts';
import { availableOf, type StockItem } from '../domain/stock-item.ts';
import { type LedgerEntry, stockItems } from '../persistence/stock-items.ts';
import type { Deps } from './deps.ts';

export interface Recorded {
  readonly entries: readonly LedgerEntry[];
  /** Each item that changed, after the change. */
  readonly items: readonly StockItem[];
}

/** Moves stock: the ledger, the items, and one stock-level-changed for each SKU, however many orders moved it. */
export async function recordMovements({ events, clock }: Deps, tx: Tx, movements: readonly Movement[]): Promise<Recorded> {
  if (movements.length === 0) return { entries: [], items: [] };
  const at = clock.now();
  const entries = movements.map((movement) => ({ ...movement, id: newId(), at }));
  const items = await stockItems.record(tx, entries);
  for (const item of items) {
    const { sku, onHand, held, reserved, version } = item;
    events.publish(tx, StockLevelChangedV1, {
      subject: sku,
      sequence: version,
      payload: { sku, onHand, held, reserved, available: availableOf(item) },
    });
  }
  return { entries, items };
}
