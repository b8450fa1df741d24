import type { Money } from '#shared-kernel/money.ts';

export interface OrderLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly lineTotal: Money;
}

/** What does not change in the life of an order. */
export interface OrderDetails {
  readonly number: string;
  readonly total: Money;
  readonly lines: readonly OrderLine[];
}
