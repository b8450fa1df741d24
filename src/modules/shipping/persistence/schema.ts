import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgSchema, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { erasedUsersTable } from '#shared-kernel/personal-data/erased-users.ts';
import type { Destination, Line, ShipmentStatus } from '../domain/shipment.ts';
import type { TrackingStatus } from '../domain/tracking.ts';

const shippingSchema = pgSchema('shipping');

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const shipments = shippingSchema.table(
  'shipments',
  {
    id: uuid('id').primaryKey(),
    orderId: uuid('order_id').notNull(),
    userId: uuid('user_id'),
    accessKeyHash: text('access_key_hash'),
    status: text('status').$type<ShipmentStatus>().notNull(),
    version: integer('version').notNull().default(0),
    lines: jsonb('lines').$type<readonly Line[]>().notNull(),
    destination: jsonb('destination').$type<Destination>(),
    carrier: text('carrier'),
    trackingNumber: text('tracking_number'),
    refusalCode: text('refusal_code'),
    refusalDetail: text('refusal_detail'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (table) => [
    unique('shipments_order_id_key').on(table.orderId),
    index('shipments_user_id').on(table.userId, table.id),
    check(
      'shipments_status_known',
      sql`status in ('requested', 'created', 'refused', 'cancelling', 'cancelled', 'called_off', 'dispatched', 'in_transit', 'delivered')`,
    ),
    check('shipments_version_not_negative', sql`version >= 0`),
    check(
      'shipments_booked_where_promised',
      sql`status not in ('created', 'dispatched', 'in_transit', 'delivered') or (carrier is not null and tracking_number is not null)`,
    ),
    check('shipments_refused_with_reason', sql`status <> 'refused' or (refusal_code is not null and refusal_detail is not null)`),
    check(
      'shipments_destination_while_needed',
      sql`destination is not null or status in ('refused', 'cancelled', 'called_off', 'delivered')`,
    ),
  ],
);

export const trackingEvents = shippingSchema.table(
  'tracking_events',
  {
    shipmentId: uuid('shipment_id')
      .notNull()
      .references(() => shipments.id),
    position: integer('position').notNull(),
    at: moment('at').notNull(),
    status: text('status').$type<TrackingStatus>().notNull(),
    description: text('description'),
  },
  (table) => [
    primaryKey({ name: 'tracking_events_pkey', columns: [table.shipmentId, table.position] }),
    check('tracking_events_position_positive', sql`position > 0`),
    check('tracking_events_status_known', sql`status in ('dispatched', 'in_transit', 'delivered')`),
  ],
);

export const erasedUsers = erasedUsersTable('shipping');
