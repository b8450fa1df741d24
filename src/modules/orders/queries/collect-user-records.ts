import type { Db } from '#shared-kernel/database/database.ts';

/** Everything that the module holds of a user, as the user may read it. */
export async function collectUserRecords(db: Db, userId: string): Promise<Record<string, readonly object[]>> {
  return {
    contact: await db.sql`select email, name from orders.contacts where user_id = ${userId} and email is not null`,
    orders: await db.sql`
      select id, number, status, customer_email as "customerEmail", customer_name as "customerName",
        shipping_address as "shippingAddress", currency, lines, total_minor as "totalMinor",
        created_at as "createdAt", updated_at as "updatedAt"
      from orders.orders where user_id = ${userId} order by id`,
    carts: await db.sql`
      select id, lines, created_at as "createdAt", updated_at as "updatedAt" from orders.carts where user_id = ${userId} order by id`,
  };
}
