import { and, desc, eq, lt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import type { OrderStatus } from '../domain/order.ts';
import { orders } from '../persistence/schema.ts';

export interface ListOrdersInput {
  /** Whose; undefined for those of all. */
  readonly userId: string | undefined;
  readonly status: OrderStatus | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Orders, newest first, one more than the page holds. */
export function listOrders(db: Db, { userId, status, before, limit }: ListOrdersInput) {
  return db.drizzle
    .select({
      id: orders.id,
      number: orders.number,
      status: orders.status,
      currency: orders.currency,
      totalMinor: orders.totalMinor,
      createdAt: orders.createdAt,
      updatedAt: orders.updatedAt,
    })
    .from(orders)
    .where(
      and(
        userId === undefined ? undefined : eq(orders.userId, userId),
        status === undefined ? undefined : eq(orders.status, status),
        before === undefined ? undefined : lt(orders.id, before),
      ),
    )
    .orderBy(desc(orders.id))
    .limit(limit + 1);
}
