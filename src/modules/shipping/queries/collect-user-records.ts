import type { Db } from '#shared-kernel/database/database.ts';

/** Everything that the module holds of a user, as the user may read it. */
export async function collectUserRecords(db: Db, userId: string): Promise<Record<string, readonly object[]>> {
  return {
    shipments: await db.sql`
      select id, order_id as "orderId", status, lines, destination, carrier, tracking_number as "trackingNumber",
        created_at as "createdAt", updated_at as "updatedAt"
      from shipping.shipments where user_id = ${userId} order by id`,
    tracking: await db.sql`
      select t.shipment_id as "shipmentId", t.at, t.status, t.description
      from shipping.tracking_events t join shipping.shipments s on s.id = t.shipment_id
      where s.user_id = ${userId} order by t.shipment_id, t.position`,
  };
}
