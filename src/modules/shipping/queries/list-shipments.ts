import { and, eq, lt, ne } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { shipments } from '../persistence/schema.ts';
import { type ShipmentView, viewsOf } from './shipment-view.ts';

export interface ShipmentFilter {
  /** Undefined for whoever may see those of all users. */
  readonly userId?: string | undefined;
  /** Of a guest's key. */
  readonly accessKeyHash?: string | undefined;
  readonly orderId?: string | undefined;
  /** Only shipments older than the one with this id. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Shipments with what was seen of them, newest first. A cancellation that came before any shipment is none. */
export async function listShipments(db: Db, filter: ShipmentFilter): Promise<readonly ShipmentView[]> {
  const { userId, accessKeyHash, orderId, before, limit } = filter;
  const conditions = [
    ne(shipments.status, 'called_off'),
    userId === undefined ? undefined : eq(shipments.userId, userId),
    accessKeyHash === undefined ? undefined : eq(shipments.accessKeyHash, accessKeyHash),
    orderId === undefined ? undefined : eq(shipments.orderId, orderId),
    before === undefined ? undefined : lt(shipments.id, before),
  ];
  return viewsOf(db, and(...conditions), limit);
}
