import { InsufficientStock } from './errors.ts';

/** The stock of one SKU, in pieces: `0 ≤ held + reserved ≤ onHand`, always. */
export interface StockItem {
  readonly sku: string;
  /** In the warehouse, promised or not. */
  readonly onHand: number;
  /** Promised to orders that are not paid yet, until their holds expire. */
  readonly held: number;
  /** Promised to orders for good, until they are shipped. */
  readonly reserved: number;
  /** Changes told so far. */
  readonly version: number;
}

/** What can still be promised. */
export function availableOf({ onHand, held, reserved }: StockItem): number {
  return onHand - held - reserved;
}

/** Refuses, by throwing, an adjustment that takes away what was promised. */
export function checkAdjustment(item: StockItem, delta: number): void {
  if (availableOf(item) + delta < 0) throw new InsufficientStock(item.sku, availableOf(item), delta);
}
