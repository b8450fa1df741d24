import type { Tx } from '#shared-kernel/database/database.ts';
import type { Cart } from '../domain/cart.ts';
import type { PricedLine } from '../domain/order.ts';

interface CartRow {
  readonly id: string;
  readonly userId: string | null;
  readonly accessKeyHash: string | null;
  readonly lines: readonly PricedLine[];
  readonly orderId: string | null;
  readonly version: number;
}

export async function insertCart(tx: Tx, cart: Cart, at: Date): Promise<void> {
  await tx.sql`
    insert into orders.carts (id, user_id, access_key_hash, lines, version, created_at, updated_at)
    values (${cart.id}, ${cart.userId ?? null}, ${cart.accessKeyHash ?? null}, ${cart.lines}::jsonb, ${cart.version}, ${at}, ${at})`;
}

/** The cart, locked until the transaction ends. */
export async function lockCart(tx: Tx, id: string): Promise<Cart | undefined> {
  const [row] = await tx.sql<CartRow>`
    select id, user_id as "userId", access_key_hash as "accessKeyHash", lines, order_id as "orderId", version
    from orders.carts where id = ${id} for update`;
  return row && toCart(row);
}

export async function updateCart(tx: Tx, cart: Cart, at: Date): Promise<void> {
  await tx.sql`
    update orders.carts
    set lines = ${cart.lines}::jsonb, order_id = ${cart.orderId ?? null}, version = ${cart.version}, updated_at = ${at}
    where id = ${cart.id}`;
}

/** Removes carts that nobody has touched since `before` and that became no order. Returns how many. */
export async function deleteAbandonedCarts(tx: Tx, before: Date, limit: number): Promise<number> {
  const rows = await tx.sql`
    delete from orders.carts where id in (
      select id from orders.carts where updated_at < ${before} and order_id is null order by updated_at limit ${limit}
    ) returning id`;
  return rows.length;
}

function toCart({ userId, accessKeyHash, orderId, ...row }: CartRow): Cart {
  return { ...row, userId: userId ?? undefined, accessKeyHash: accessKeyHash ?? undefined, orderId: orderId ?? undefined };
}
