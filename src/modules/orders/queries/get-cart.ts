import { eq } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import type { Visitor } from '../domain/access.ts';
import { type Cart, openFor } from '../domain/cart.ts';
import { carts } from '../persistence/schema.ts';

/** A cart as its owner may see it. To anybody else there is none. */
export async function getCart(db: Db, id: string, visitor: Visitor): Promise<Cart> {
  const [row] = await db.drizzle.select().from(carts).where(eq(carts.id, id));
  return openFor(visitor, row && toCart(row));
}

function toCart({ id, userId, accessKeyHash, lines, orderId, version }: typeof carts.$inferSelect): Cart {
  return {
    id,
    lines,
    version,
    userId: userId ?? undefined,
    accessKeyHash: accessKeyHash ?? undefined,
    orderId: orderId ?? undefined,
  };
}
