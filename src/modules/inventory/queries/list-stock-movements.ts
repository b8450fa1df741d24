import { and, desc, eq, getTableColumns, lt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import type { Movement } from '../domain/movement.ts';
import { stockMovements } from '../persistence/schema.ts';

/** One entry of the ledger; quantities are differences. */
export interface StockMovementView {
  readonly id: string;
  readonly kind: Movement['kind'];
  readonly onHand: number;
  readonly held: number;
  readonly reserved: number;
  /** The order that caused the movement. */
  readonly orderId: string | null;
  /** Who made an adjustment, and why. */
  readonly actor: string | null;
  readonly reason: string | null;
  readonly at: Date;
}

export interface MovementsWanted {
  readonly sku: string;
  /** The id of the entry after which to go on. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** The next `limit` entries of one SKU, newest first. */
export async function listStockMovements({ drizzle }: Db, wanted: MovementsWanted): Promise<readonly StockMovementView[]> {
  const { sku, after, limit } = wanted;
  const { sku: _sku, ...columns } = getTableColumns(stockMovements);
  return drizzle
    .select(columns)
    .from(stockMovements)
    .where(and(eq(stockMovements.sku, sku), after === undefined ? undefined : lt(stockMovements.id, after)))
    .orderBy(desc(stockMovements.id))
    .limit(limit);
}
