import { and, asc, desc, eq, inArray, lt, ne, type SQL } from 'drizzle-orm';
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

export interface ShipmentFilter {
  /** Undefined for whoever may see those of all users. */
  readonly userId: string | undefined;
  readonly orderId?: string | undefined;
  /** Only shipments older than the one with this id. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Shipments with what was seen of them, newest first. A cancellation that came before any shipment is none. */
export async function listShipments(db: Db, filter: ShipmentFilter): Promise<readonly ShipmentView[]> {
  const { userId, orderId, before, limit } = filter;
  const conditions = [
    ne(shipments.status, 'called_off'),
    userId === undefined ? undefined : eq(shipments.userId, userId),
    orderId === undefined ? undefined : eq(shipments.orderId, orderId),
    before === undefined ? undefined : lt(shipments.id, before),
  ];
  return viewsOf(db, and(...conditions), limit);
}

/** The shipment, or undefined where there is none or where it belongs to another user. */
export async function getShipment(db: Db, id: string, userId: string | undefined): Promise<ShipmentView | undefined> {
  const own = userId === undefined ? undefined : eq(shipments.userId, userId);
  const [view] = await viewsOf(db, and(ne(shipments.status, 'called_off'), eq(shipments.id, id), own), 1);
  return view;
}

async function viewsOf(db: Db, which: SQL | undefined, limit: number): Promise<readonly ShipmentView[]> {
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
