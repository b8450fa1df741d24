import type { Db } from '#shared-kernel/database/database.ts';

export interface SpendingView {
  readonly currency: string;
  readonly orders: number;
  /** What was paid for confirmed orders and not given back. */
  readonly spentMinor: number;
  readonly refundedMinor: number;
}

/** What the user's confirmed orders come to, in each currency. */
export async function sumSpending(db: Db, userId: string, limit: number): Promise<readonly SpendingView[]> {
  return db.sql<SpendingView>`
    select currency, count(*)::integer as orders,
      sum(total_minor - coalesce(refunded_minor, 0))::bigint as "spentMinor",
      sum(coalesce(refunded_minor, 0))::bigint as "refundedMinor"
    from storefront.orders as placed
    left join storefront.refunds as refund using (order_id, generation)
    where placed.user_id = ${userId} and generation = (select live from storefront.generations)
      and status = 'confirmed' and number is not null
    group by currency
    order by currency
    limit ${limit}`;
}
