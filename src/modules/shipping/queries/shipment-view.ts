import { asc, desc, eq, type SQL } from 'drizzle-orm';
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

/**
 * The shipments that fit, newest first, with what was seen of them. In one statement: two would see two
 * moments, and a report that came between them in one of them only.
 */
export async function viewsOf(db: Db, which: SQL | undefined, limit: number): Promise<readonly ShipmentView[]> {
  const page = db.drizzle.select().from(shipments).where(which).orderBy(desc(shipments.id)).limit(limit).as('page');
  const rows = await db.drizzle
    .select()
    .from(page)
    .leftJoin(trackingEvents, eq(trackingEvents.shipmentId, page.id))
    .orderBy(desc(page.id), asc(trackingEvents.position));
  const found = new Map(rows.map((row) => [row.page.id, row.page]));
  return [...found.values()].filter(isShipment).map((shipment) =>
    viewOf(
      shipment,
      rows.flatMap(({ tracking_events: event }) => (event?.shipmentId === shipment.id ? [event] : [])),
    ),
  );
}

type Row = typeof shipments.$inferSelect;
type ShipmentRow = Row & { readonly status: ShipmentView['status'] };

/** Says to the compiler what the queries have asked for. */
function isShipment(row: Row): row is ShipmentRow {
  return row.status !== 'called_off';
}

function viewOf(row: ShipmentRow, seen: readonly (typeof trackingEvents.$inferSelect)[]): ShipmentView {
  const events = seen.map(({ at, status, description }) => ({
    at: at.toISOString(),
    status,
    description: description ?? undefined,
  }));
  return {
    id: row.id,
    orderId: row.orderId,
    status: row.status,
    carrier: row.carrier ?? undefined,
    trackingNumber: row.trackingNumber ?? undefined,
    events,
  };
}
