import { type Money, multiply, sum } from '#shared-kernel/money.ts';
import { CartIsEmpty, MixedCurrencies } from './errors.ts';

export type OrderStatus = 'pending' | 'confirmed' | 'cancelled' | 'needs_attention';

export interface OrderLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
}

export interface Customer {
  readonly email: string;
  readonly name: string;
}

export interface ShippingAddress {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly region?: string | undefined;
  readonly postalCode: string;
  readonly country: string;
}

/** A line as the customer saw it: what it is, how many, and the price it was shown at. */
export interface PricedLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

export interface PricedOrder {
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
}

/** Adds up an order. Refuses an empty one, and one in several currencies. */
export function priceOrder(lines: readonly PricedLine[]): PricedOrder {
  const [first] = lines;
  if (!first) throw new CartIsEmpty();
  const { currency } = first.unitPrice;
  if (lines.some(({ unitPrice }) => unitPrice.currency !== currency)) throw new MixedCurrencies();
  const priced = lines.map((line) => ({ ...line, lineTotal: multiply(line.unitPrice, line.quantity) }));
  return {
    currency,
    lines: priced,
    total: sum(
      priced.map(({ lineTotal }) => lineTotal),
      currency,
    ),
  };
}

/** One line for each SKU, in the order in which they first appear, their quantities added up. */
export function mergeLines<Line extends { readonly sku: string; readonly quantity: number }>(
  lines: readonly Line[],
): readonly Line[] {
  const merged = new Map<string, Line>();
  for (const line of lines) {
    const known = merged.get(line.sku);
    merged.set(line.sku, known ? { ...known, quantity: known.quantity + line.quantity } : line);
  }
  return [...merged.values()];
}
