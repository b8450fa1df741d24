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
  return db.sql<RecentOrderView>`
    select placed.order_id as id, number, placed.status, placed_at as "placedAt", currency, total_minor as "totalMinor",
      coalesce(refunded_minor, 0) as "refundedMinor", lines,
      case when shipment.order_id is not null then jsonb_build_object(
        'status', shipment.status, 'carrier', carrier, 'trackingNumber', tracking_number
      ) end as shipment
    from storefront.generations
    join storefront.orders as placed on placed.generation = live
    left join storefront.shipments as shipment
      on shipment.order_id = placed.order_id and shipment.generation = live
    left join storefront.refunds as refund on refund.order_id = placed.order_id and refund.generation = live
    where placed.user_id = ${userId} and number is not null
    order by placed.order_id desc
    limit ${limit}`;
}
