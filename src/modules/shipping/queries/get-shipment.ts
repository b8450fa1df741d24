import { and, eq, ne } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { shipments } from '../persistence/schema.ts';
import { type ShipmentView, viewsOf } from './shipment-view.ts';

/** The shipment, or undefined where there is none or where it belongs to another user. */
export async function getShipment(db: Db, id: string, userId: string | undefined): Promise<ShipmentView | undefined> {
  const own = userId === undefined ? undefined : eq(shipments.userId, userId);
  const [view] = await viewsOf(db, and(ne(shipments.status, 'called_off'), eq(shipments.id, id), own), 1);
  return view;
}
