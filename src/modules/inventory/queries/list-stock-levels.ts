import { asc, gt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { stockItems } from '../persistence/schema.ts';
import { type StockLevelView, stockLevelColumns } from './stock-level-view.ts';

/** The next `limit` levels in SKU order. */
export async function listStockLevels(
  { drizzle }: Db,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly StockLevelView[]> {
  return drizzle
    .select(stockLevelColumns)
    .from(stockItems)
    .where(after === undefined ? undefined : gt(stockItems.sku, after))
    .orderBy(asc(stockItems.sku))
    .limit(limit);
}
