import type { Db } from '#shared-kernel/database/database.ts';

export interface ShipmentUnderWayView {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly status: 'created' | 'dispatched';
  readonly carrier: string;
  readonly trackingNumber: string;
}

/** Parcels that the user is waiting for, those of the newest orders first. */
export async function listShipmentsUnderWay(db: Db, userId: string, limit: number): Promise<readonly ShipmentUnderWayView[]> {
  return db.sql<ShipmentUnderWayView>`
    select order_id as "orderId", number as "orderNumber", shipment.status, carrier, tracking_number as "trackingNumber"
    from storefront.shipments as shipment
    join storefront.orders as placed using (order_id, generation)
    where shipment.user_id = ${userId} and generation = (select live from storefront.generations)
      and shipment.status in ('created', 'dispatched') and placed.status <> 'cancelled' and number is not null
    order by order_id desc
    limit ${limit}`;
}
