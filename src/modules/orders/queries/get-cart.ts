import type { Db } from '#shared-kernel/database/database.ts';
import type { Visitor } from '../domain/access.ts';
import { type Cart, openFor } from '../domain/cart.ts';
import { findCart } from '../persistence/carts.ts';

/** A cart as its owner may see it. To anybody else there is none. */
export async function getCart(db: Db, id: string, visitor: Visitor): Promise<Cart> {
  return openFor(visitor, await findCart(db, id));
}
