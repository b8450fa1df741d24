import { type Reservation, refuseShort, type Shortage } from './reservation.ts';
import { availableOf, type StockItem } from './stock-item.ts';

/**
 * Decides a queue of holds, first come first served: each gets all of its lines or nothing, and one that is
 * short leaves what there is to those after it. An item that is not among `items` has no stock.
 */
export function decideHolds(items: readonly StockItem[], holds: readonly Reservation[]): readonly Reservation[] {
  const available = new Map(items.map((item) => [item.sku, availableOf(item)]));
  return holds.map((hold) => {
    const shortages = shortagesOf(hold, available);
    if (shortages.length > 0) return refuseShort(hold, shortages);
    for (const { sku, quantity } of hold.lines) available.set(sku, (available.get(sku) ?? 0) - quantity);
    return hold;
  });
}

function shortagesOf({ lines }: Reservation, available: ReadonlyMap<string, number>): readonly Shortage[] {
  return lines
    .map(({ sku, quantity }) => ({ sku, wanted: quantity, available: available.get(sku) ?? 0 }))
    .filter((line) => line.available < line.wanted);
}
