import { mayAccess, type Ownership, type Visitor } from './access.ts';
import { CartAlreadyOrdered, CartChanged, CartIsFull, CartNotFound, LineNotFound } from './errors.ts';
import { type PricedLine, priceLines } from './order.ts';

export interface Cart extends Ownership {
  readonly id: string;
  readonly lines: readonly PricedLine[];
  /** The order that it became. */
  readonly orderId: string | undefined;
  readonly version: number;
}

/** As many different SKUs as one order may have. */
export const MAX_LINES = 200;

/** Refuses a visitor who may not see the cart. */
export function openFor(visitor: Visitor, cart: Cart | undefined): Cart {
  if (!cart || !mayAccess(visitor, cart)) throw new CartNotFound();
  return cart;
}

/** Refuses a change of a cart that was ordered, or that is not as the visitor last saw it. */
export function changeable(cart: Cart, seenVersion: string): Cart {
  if (cart.orderId !== undefined) throw new CartAlreadyOrdered(cart.orderId);
  if (seenVersion !== '*' && seenVersion !== String(cart.version)) throw new CartChanged();
  return cart;
}

/** The cart with so many of this SKU, at the price it is shown at now. Refuses what could not be ordered as one. */
export function withLine(cart: Cart, line: PricedLine): Cart {
  const index = cart.lines.findIndex(({ sku }) => sku === line.sku);
  const lines = index < 0 ? [...cart.lines, line] : cart.lines.with(index, line);
  if (lines.length > MAX_LINES) throw new CartIsFull(MAX_LINES);
  priceLines(lines, line.unitPrice.currency);
  return { ...cart, lines, version: cart.version + 1 };
}

export function withoutLine(cart: Cart, sku: string): Cart {
  if (!cart.lines.some((line) => line.sku === sku)) throw new LineNotFound(sku);
  return { ...cart, lines: cart.lines.filter((line) => line.sku !== sku), version: cart.version + 1 };
}
