import type { MoneyFound } from './audit-money.ts';
import type { StockFound } from './audit-stock.ts';
import type { Tally } from './tally.ts';

/** What the orders came to, beside what payments and inventory say about them. */
export interface Audit {
  readonly tally: Tally;
  readonly money: MoneyFound;
  readonly stock: StockFound;
}
