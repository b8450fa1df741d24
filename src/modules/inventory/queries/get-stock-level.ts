import { eq } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { UnknownSku } from '../domain/errors.ts';
import { stockItems } from '../persistence/schema.ts';
import { type StockLevelView, stockLevelColumns } from './stock-level-view.ts';

export interface VersionedStockLevel {
  readonly level: StockLevelView;
  readonly version: number;
}

/** Throws {@link UnknownSku} where inventory has not heard of the SKU. */
export async function getStockLevel({ drizzle }: Db, sku: string): Promise<VersionedStockLevel> {
  const [row] = await drizzle
    .select({ ...stockLevelColumns, version: stockItems.version })
    .from(stockItems)
    .where(eq(stockItems.sku, sku));
  if (!row) throw new UnknownSku(sku);
  const { version, ...level } = row;
  return { level, version };
}
