import { createHistogram } from 'node:perf_hooks';
import type { SettledOrder } from '../shop/place-order.ts';

/** What the orders of a run came to, as the shop answered them. */
export interface Tally {
  readonly orders: ReadonlyMap<string, OrderEnd>;
  readonly bySku: ReadonlyMap<string, SkuEnd>;
  readonly confirmed: number;
  readonly cancelled: ReadonlyMap<string, number>;
  readonly needsAttention: number;
  /** Orders that were not taken at all, by the code of the refusal. */
  readonly refused: ReadonlyMap<string, number>;
  /** Orders that an earlier run had placed. */
  readonly replayed: number;
  /** Orders whose total is not the sum of their lines. */
  readonly wrongTotals: number;
  confirmationMs(percentile: number): number | undefined;
}

export interface OrderEnd {
  readonly totalMinor: number;
  /** What the customer owes at the end. */
  readonly owedMinor: number;
}

export interface SkuEnd {
  readonly orderedPieces: number;
  readonly orderedMinor: number;
  /** In orders that are confirmed at the end. */
  readonly soldPieces: number;
}

export interface TallyKeeper {
  /** As it stands. */
  tally(): Tally;
  add(order: SettledOrder): void;
  addRefusal(code: string): void;
}

export function startTally(): TallyKeeper {
  const orders = new Map<string, OrderEnd>();
  const bySku = new Map<string, SkuEnd>();
  const cancelled = new Map<string, number>();
  const refused = new Map<string, number>();
  const histogram = createHistogram();
  const counts = { confirmed: 0, needsAttention: 0, replayed: 0, wrongTotals: 0 };
  const add = ({ id, status, failure, lines, total, confirmedAfterMs, replayed }: SettledOrder) => {
    const isConfirmed = status === 'confirmed';
    orders.set(id, { totalMinor: total.amountMinor, owedMinor: isConfirmed ? total.amountMinor : 0 });
    for (const line of lines) addLine(bySku, line, isConfirmed);
    counts.confirmed += Number(isConfirmed);
    counts.needsAttention += Number(status === 'needs_attention');
    counts.replayed += Number(replayed);
    counts.wrongTotals += Number(sumOf(lines) !== total.amountMinor);
    if (status === 'cancelled') increment(cancelled, failure?.code ?? 'no code');
    if (confirmedAfterMs !== undefined) histogram.record(Math.max(1, Math.round(confirmedAfterMs)));
  };
  const confirmationMs = (percentile: number) => (histogram.count === 0 ? undefined : histogram.percentile(percentile));
  return {
    add,
    addRefusal: (code) => increment(refused, code),
    tally: () => ({ ...counts, orders, bySku, cancelled, refused, confirmationMs }),
  };
}

function addLine(bySku: Map<string, SkuEnd>, { sku, quantity, lineTotal }: SettledOrder['lines'][number], sold: boolean): void {
  const { orderedPieces, orderedMinor, soldPieces } = bySku.get(sku) ?? { orderedPieces: 0, orderedMinor: 0, soldPieces: 0 };
  bySku.set(sku, {
    orderedPieces: orderedPieces + quantity,
    orderedMinor: orderedMinor + lineTotal.amountMinor,
    soldPieces: soldPieces + (sold ? quantity : 0),
  });
}

function sumOf(lines: SettledOrder['lines']): number {
  return lines.reduce((sum, { lineTotal }) => sum + lineTotal.amountMinor, 0);
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
