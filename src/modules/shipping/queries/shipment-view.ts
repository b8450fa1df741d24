import { asc, desc, inArray, type SQL } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import type { ShipmentStatus } from '../domain/shipment.ts';
import type { TrackingStatus } from '../domain/tracking.ts';
import { shipments, trackingEvents } from '../persistence/schema.ts';

export interface ShipmentView {
  readonly id: string;
  readonly orderId: string;
  readonly status: Exclude<ShipmentStatus, 'called_off'>;
  readonly carrier: string | undefined;
  readonly trackingNumber: string | undefined;
  readonly events: { readonly at: string; readonly status: TrackingStatus; readonly description: string | undefined }[];
}

/** The shipments that fit, newest first, with what was seen of them. */
export async function viewsOf(db: Db, which: SQL | undefined, limit: number): Promise<readonly ShipmentView[]> {
  const found = await db.drizzle.select().from(shipments).where(which).orderBy(desc(shipments.id)).limit(limit);
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const seen = await db.drizzle
    .select()
    .from(trackingEvents)
    .where(inArray(trackingEvents.shipmentId, ids))
    .orderBy(asc(trackingEvents.position));
  return found.filter(isShipment).map((row) => viewOf(row, seen));
}

type Row = typeof shipments.$inferSelect;
type ShipmentRow = Row & { readonly status: ShipmentView['status'] };

/** Says to the compiler what the queries have asked for. */
function isShipment(row: Row): row is ShipmentRow {
  return row.status !== 'called_off';
}

function viewOf(row: ShipmentRow, seen: readonly (typeof trackingEvents.$inferSelect)[]): ShipmentView {
  const events = seen
    .filter(({ shipmentId }) => shipmentId === row.id)
    .map(({ at, status, description }) => ({ at: at.toISOString(), status, description: description ?? undefined }));
  return {
    id: row.id,
    orderId: row.orderId,
    status: row.status,
    carrier: row.carrier ?? undefined,
    trackingNumber: row.trackingNumber ?? undefined,
    events,
  };
}
