import { asc, eq, type SQL } from 'drizzle-orm';
import type { Tx } from '#shared-kernel/database/database.ts';
import { FINISHED, type Shipment, type ShipmentState } from '../domain/shipment.ts';
import type { TrackingEvent } from '../domain/tracking.ts';
import { lockAgainstErasure } from './erased-users.ts';
import { shipments as table, trackingEvents } from './schema.ts';

/** The shipments, one for each order, and what was seen of them on their way. */
export const shipments = {
  /** The order's shipment, locked; it is `fresh` where there was none. */
  async open(tx: Tx, fresh: Shipment, at: Date): Promise<Shipment> {
    if (fresh.userId !== undefined) await lockAgainstErasure(tx, fresh.userId);
    const inserted = await tx.sql`
      insert into shipping.shipments (id, order_id, user_id, access_key_hash, status, lines, destination, created_at, updated_at)
      values (${fresh.id}, ${fresh.orderId}, ${fresh.userId ?? null}, ${fresh.accessKeyHash ?? null}, ${fresh.state.status}, ${fresh.lines}::jsonb,
              ${fresh.destination ?? null}::jsonb, ${at}, ${at})
      on conflict on constraint shipments_order_id_key do nothing
      returning id`;
    return inserted.length > 0 ? fresh : this.lockByOrder(tx, fresh.orderId);
  },

  async lockByOrder(tx: Tx, orderId: string): Promise<Shipment> {
    const shipment = await lock(tx, eq(table.orderId, orderId));
    if (!shipment) throw new Error(`order ${orderId} has no shipment`);
    return shipment;
  },

  /** Undefined where there is none, and where there is only the mark of a cancellation that came first. */
  async lockById(tx: Tx, id: string): Promise<Shipment | undefined> {
    const shipment = await lock(tx, eq(table.id, id));
    return shipment?.state.status === 'called_off' ? undefined : shipment;
  },

  /** Stores state and version, and lets go of the destination where nobody may or need know it any more. */
  async save(tx: Tx, { id, state, version }: Shipment, at: Date): Promise<void> {
    const booking = 'booking' in state ? state.booking : undefined;
    const refusal = state.status === 'refused' ? state.refusal : undefined;
    await tx.sql`
      update shipping.shipments set
        status = ${state.status}, version = ${version}, updated_at = ${at},
        carrier = ${booking?.carrier ?? null}, tracking_number = ${booking?.trackingNumber ?? null},
        refusal_code = ${refusal?.code ?? null}, refusal_detail = ${refusal?.detail ?? null},
        destination = case when ${state.status} = any(${FINISHED})
                            and exists (select from shipping.erased_users where user_id = shipments.user_id)
                           then null else destination end
      where id = ${id}`;
  },

  async trackingOf(tx: Tx, shipmentId: string): Promise<readonly TrackingEvent[]> {
    const rows = await tx.drizzle
      .select()
      .from(trackingEvents)
      .where(eq(trackingEvents.shipmentId, shipmentId))
      .orderBy(asc(trackingEvents.position));
    return rows.map(({ at, status, description }) => ({ at, status, description: description ?? undefined }));
  },

  /** `position` counts from 1 within the shipment, whose row the caller has locked. */
  async addTracking(tx: Tx, shipmentId: string, position: number, { at, status, description }: TrackingEvent): Promise<void> {
    // What was written about somebody who was erased meanwhile is not kept.
    await tx.sql`
      insert into shipping.tracking_events (shipment_id, position, at, status, description)
      select ${shipmentId}::uuid, ${position}::int, ${at}::timestamptz, ${status}::text,
        case when exists (select from shipping.erased_users e join shipping.shipments s on s.user_id = e.user_id where s.id = ${shipmentId})
             then null else ${description ?? null}::text end`;
  },
};
export type Shipments = typeof shipments;

async function lock(tx: Tx, which: SQL): Promise<Shipment | undefined> {
  const [row] = await tx.drizzle.select().from(table).where(which).for('update');
  return row && shipmentOf(row);
}

type Row = typeof table.$inferSelect;

function shipmentOf(row: Row): Shipment {
  return {
    id: row.id,
    orderId: row.orderId,
    userId: row.userId ?? undefined,
    accessKeyHash: row.accessKeyHash ?? undefined,
    lines: row.lines,
    destination: row.destination ?? undefined,
    state: stateOf(row),
    version: row.version,
  };
}

function stateOf(row: Row): ShipmentState {
  const { id, status, carrier, trackingNumber, refusalCode, refusalDetail } = row;
  const booking = carrier !== null && trackingNumber !== null ? { carrier, trackingNumber } : undefined;
  switch (status) {
    case 'requested':
    case 'called_off':
      return { status };
    case 'cancelling':
    case 'cancelled':
      return { status, booking };
    case 'refused':
      if (refusalCode !== null && refusalDetail !== null) {
        return { status, refusal: { code: refusalCode, detail: refusalDetail } };
      }
      break;
    default:
      if (booking) return { status, booking };
  }
  throw new Error(`shipment ${id} is ${status} without what a CHECK demands of that`);
}
