import { type Money, multiply, sum } from '#shared-kernel/money.ts';
import type { Failure } from '#shared-kernel/saga/definition.ts';
import type { Ownership } from './access.ts';
import { CartIsEmpty, MixedCurrencies, QuantityTooHigh, TotalTooHigh } from './errors.ts';

export type OrderStatus = 'pending' | 'confirmed' | 'cancelled' | 'needs_attention';

export interface Order extends PricedOrder, Ownership {
  readonly id: string;
  readonly number: string;
  readonly cartId: string | undefined;
  readonly customer: Customer;
  readonly shippingAddress: ShippingAddress;
  /** Sealed to the key of payments, for this order alone. Until the order leaves `pending`; forgotten then. */
  readonly paymentToken: string | undefined;
  readonly status: OrderStatus;
  readonly failure: Failure | undefined;
  /** Counts the changes of the status, each of which is told by one event. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface OrderLine extends PricedLine {
  readonly lineTotal: Money;
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

/** As many pieces of one SKU as an order may have. */
export const MAX_QUANTITY = 10_000;

/** As much as an order may cost, in minor units: sums below it are exact. */
export const MAX_TOTAL_MINOR = 1_000_000_000_000;

/** Adds up an order. Refuses an empty one, one in several currencies, and one beyond all measure. */
export function priceOrder(lines: readonly PricedLine[]): PricedOrder {
  const [first] = lines;
  if (!first) throw new CartIsEmpty();
  return priceLines(lines, first.unitPrice.currency);
}

/** Adds up lines of one currency; `currency` is that of none. */
export function priceLines(lines: readonly PricedLine[], currency: string): PricedOrder {
  if (lines.some(({ unitPrice }) => unitPrice.currency !== currency)) throw new MixedCurrencies();
  const priced = lines.map((line) => ({ ...line, lineTotal: multiply(line.unitPrice, line.quantity) }));
  const totals = priced.map(({ lineTotal }) => lineTotal);
  if (totals.some(isTooMuch)) throw new TotalTooHigh();
  const total = sum(totals, currency);
  if (isTooMuch(total)) throw new TotalTooHigh();
  return { currency, lines: priced, total };
}

/** One line for each SKU, in the order in which they first appear, their quantities added up. */
export function mergeLines<Line extends { readonly sku: string; readonly quantity: number }>(
  lines: readonly Line[],
): readonly Line[] {
  const merged = new Map<string, Line>();
  for (const line of lines) {
    const known = merged.get(line.sku);
    const quantity = line.quantity + (known?.quantity ?? 0);
    if (quantity > MAX_QUANTITY) throw new QuantityTooHigh(line.sku, MAX_QUANTITY);
    merged.set(line.sku, known ? { ...known, quantity } : line);
  }
  return [...merged.values()];
}

function isTooMuch({ amountMinor }: Money): boolean {
  return amountMinor > MAX_TOTAL_MINOR;
}
