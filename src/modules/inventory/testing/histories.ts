import fc from 'fast-check';
import type { Line } from '../domain/line.ts';

/** One thing that happens to the stock. `order` is the number of an order, the same wherever it comes up. */
export type Happening =
  | { readonly kind: 'adjust'; readonly sku: string; readonly delta: number }
  | { readonly kind: 'hold'; readonly orders: readonly { readonly order: number; readonly lines: readonly Line[] }[] }
  | { readonly kind: 'reserve' | 'release' | 'expire' | 'ship'; readonly orders: readonly number[] }
  | { readonly kind: 'wait'; readonly seconds: number };

const sku = fc.constantFrom('CUP', 'POT', 'TEA');
const order = fc.nat({ max: 7 });
const orders = fc.uniqueArray(order, { minLength: 1, maxLength: 4 });
const lines = fc.uniqueArray(fc.record({ sku, quantity: fc.integer({ min: 1, max: 4 }) }), {
  minLength: 1,
  maxLength: 3,
  selector: (line) => line.sku,
});
const holds = fc.uniqueArray(fc.record({ order, lines }), { minLength: 1, maxLength: 4, selector: (hold) => hold.order });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('adjust'), sku, delta: fc.integer({ min: -6, max: 12 }).filter((delta) => delta !== 0) }),
  fc.record({ kind: fc.constant('hold'), orders: holds }),
  fc.record({ kind: fc.constantFrom('reserve', 'release', 'expire', 'ship'), orders }),
  fc.record({ kind: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 90 }) }),
);

/** Any history of a small shop: a few SKUs and orders that meet again and again, in orders that make no sense too. */
export const anyHistory = (maxLength: number): fc.Arbitrary<readonly Happening[]> =>
  fc.array(happening, { minLength: 1, maxLength });

/** The same history with each order on its own, as a batch that failed is handled again. */
export function oneByOne(history: readonly Happening[]): readonly Happening[] {
  return history.flatMap((happening): readonly Happening[] => {
    if (happening.kind === 'wait' || happening.kind === 'adjust') return [happening];
    if (happening.kind === 'hold') return happening.orders.map((order) => ({ kind: 'hold', orders: [order] }));
    return happening.orders.map((order) => ({ kind: happening.kind, orders: [order] }));
  });
}

/** How long a hold lasts in a history, so that some expire and some do not. */
export const HISTORY_HOLD_SECONDS = 60;
