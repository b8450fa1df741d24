import { sql } from 'drizzle-orm';
import { stockItems } from '../persistence/schema.ts';

/** The stock of one SKU, in pieces. */
export interface StockLevelView {
  readonly sku: string;
  readonly onHand: number;
  readonly held: number;
  readonly reserved: number;
  /** What can still be promised. */
  readonly available: number;
}

export const stockLevelColumns = {
  sku: stockItems.sku,
  onHand: stockItems.onHand,
  held: stockItems.held,
  reserved: stockItems.reserved,
  available: sql<number>`on_hand - held - reserved`,
};
