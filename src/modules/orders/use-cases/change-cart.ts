import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Visitor } from '../domain/access.ts';
import { type Cart, changeable, openFor, withLine, withoutLine } from '../domain/cart.ts';
import { SkuNotOnSale } from '../domain/errors.ts';
import { insertCart, lockCart, updateCart } from '../persistence/carts.ts';
import { findOffers } from '../persistence/offers.ts';

interface Deps {
  readonly clock: Clock;
}

export interface ChangeCartInput {
  readonly cartId: string;
  readonly visitor: Visitor;
  /** The version that the visitor saw last, or `*` for whatever it is. */
  readonly seenVersion: string;
  readonly sku: string;
}

export type CreateCart = ReturnType<typeof createCart>;
export type PutCartLine = ReturnType<typeof putCartLine>;
export type RemoveCartLine = ReturnType<typeof removeCartLine>;

/** Makes an empty cart: a user's, or a guest's who holds the key. */
export const createCart =
  ({ clock }: Deps) =>
  async (tx: Tx, { userId, accessKeyHash }: Pick<Visitor, 'userId' | 'accessKeyHash'>): Promise<Cart> => {
    const cart = { id: newId(), userId, accessKeyHash, lines: [], orderId: undefined, version: 1 };
    await insertCart(tx, cart, clock.now());
    return cart;
  };

/** Puts so many of a SKU into a cart, at the price at which it is on sale now. */
export const putCartLine =
  ({ clock }: Deps) =>
  async (tx: Tx, { quantity, ...input }: ChangeCartInput & { readonly quantity: number }): Promise<Cart> => {
    const cart = await lockChangeable(tx, input);
    const offer = (await findOffers(tx, [input.sku])).get(input.sku);
    if (!offer) throw new SkuNotOnSale(input.sku);
    const changed = withLine(cart, { sku: offer.sku, title: offer.title, quantity, unitPrice: offer.price });
    await updateCart(tx, changed, clock.now());
    return changed;
  };

export const removeCartLine =
  ({ clock }: Deps) =>
  async (tx: Tx, input: ChangeCartInput): Promise<Cart> => {
    const changed = withoutLine(await lockChangeable(tx, input), input.sku);
    await updateCart(tx, changed, clock.now());
    return changed;
  };

async function lockChangeable(tx: Tx, { cartId, visitor, seenVersion }: ChangeCartInput): Promise<Cart> {
  return changeable(openFor(visitor, await lockCart(tx, cartId)), seenVersion);
}
