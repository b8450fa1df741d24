import type { Db } from '#shared-kernel/database/database.ts';
import type { OrderStatus } from '../domain/order-card.ts';
import type { OrderLine } from '../domain/order-details.ts';
import type { ShipmentStatus } from '../domain/shipment-status.ts';

export interface RecentOrderView {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly placedAt: Date;
  readonly currency: string;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  readonly lines: readonly OrderLine[];
  readonly shipment: ShipmentSummary | null;
}

interface ShipmentSummary {
  readonly status: ShipmentStatus;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
}

/** The user's orders, the newest first: their ids are in the order of time. */
export async function listRecentOrders(db: Db, userId: string, limit: number): Promise<readonly RecentOrderView[]> {
  // Cut to size before the rest is looked up: a plan made for any user takes few orders for granted.
  return db.sql<RecentOrderView>`
    with recent as (
      select * from storefront.orders
      where user_id = ${userId} and generation = (select live from storefront.generations) and number is not null
      order by order_id desc
      limit ${limit}
    )
    select recent.order_id as id, number, recent.status, placed_at as "placedAt", currency, total_minor as "totalMinor",
      coalesce(refunded_minor, 0) as "refundedMinor", lines,
      case when shipment.order_id is not null then jsonb_build_object(
        'status', shipment.status, 'carrier', carrier, 'trackingNumber', tracking_number
      ) end as shipment
    from recent
    left join storefront.shipments as shipment using (order_id, generation)
    left join storefront.refunds as refund using (order_id, generation)
    order by recent.order_id desc`;
}
