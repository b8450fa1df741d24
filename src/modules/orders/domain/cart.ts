import type { Ownership } from './access.ts';
import { mayAccess, type Visitor } from './access.ts';
import { CartAlreadyOrdered, CartChanged, CartIsFull, CartNotFound, LineNotFound, MixedCurrencies } from './errors.ts';
import type { PricedLine } from './order.ts';

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

/** The cart with so many of this SKU, at the price it is shown at now. */
export function withLine(cart: Cart, line: PricedLine): Cart {
  const others = cart.lines.filter(({ sku }) => sku !== line.sku);
  if (others.some(({ unitPrice }) => unitPrice.currency !== line.unitPrice.currency)) throw new MixedCurrencies();
  if (others.length >= MAX_LINES) throw new CartIsFull(MAX_LINES);
  const index = cart.lines.findIndex(({ sku }) => sku === line.sku);
  const lines = index < 0 ? [...cart.lines, line] : cart.lines.with(index, line);
  return { ...cart, lines, version: cart.version + 1 };
}

export function withoutLine(cart: Cart, sku: string): Cart {
  if (!cart.lines.some((line) => line.sku === sku)) throw new LineNotFound(sku);
  return { ...cart, lines: cart.lines.filter((line) => line.sku !== sku), version: cart.version + 1 };
}
