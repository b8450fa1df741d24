import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Movement } from '../domain/movement.ts';
import type { Answers, Reservation } from '../domain/reservation.ts';

const inventorySchema = pgSchema('inventory');

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const pieces = (name: string) => bigint(name, { mode: 'number' });

export const stockItems = inventorySchema.table(
  'stock_items',
  {
    sku: text('sku').primaryKey(),
    onHand: pieces('on_hand').notNull().default(0),
    held: pieces('held').notNull().default(0),
    reserved: pieces('reserved').notNull().default(0),
    version: integer('version').notNull().default(0),
  },
  () => [
    check('stock_items_held_not_negative', sql`held >= 0`),
    check('stock_items_reserved_not_negative', sql`reserved >= 0`),
    check('stock_items_not_oversold', sql`held + reserved <= on_hand`),
  ],
);

export const stockMovements = inventorySchema.table(
  'stock_movements',
  {
    id: uuid('id').primaryKey(),
    sku: text('sku').notNull(),
    kind: text('kind').$type<Movement['kind']>().notNull(),
    onHand: pieces('on_hand').notNull(),
    held: pieces('held').notNull(),
    reserved: pieces('reserved').notNull(),
    orderId: uuid('order_id'),
    actor: text('actor'),
    reason: text('reason'),
    at: moment('at').notNull(),
  },
  (table) => [
    foreignKey({ name: 'stock_movements_sku_fkey', columns: [table.sku], foreignColumns: [stockItems.sku] }),
    index('stock_movements_sku').on(table.sku, table.id),
    check(
      'stock_movements_kind_shape',
      sql`case kind
        when 'adjustment' then on_hand <> 0 and held = 0 and reserved = 0
        when 'hold' then on_hand = 0 and held > 0 and reserved = 0
        when 'reserve' then on_hand = 0 and held < 0 and reserved = -held
        when 'release' then on_hand = 0 and least(held, reserved) < 0 and greatest(held, reserved) = 0
        when 'expire' then on_hand = 0 and held < 0 and reserved = 0
        when 'ship' then on_hand < 0 and held = 0 and reserved = on_hand
        else false
      end`,
    ),
    check(
      'stock_movements_cause',
      sql`case kind
        when 'adjustment' then order_id is null and actor is not null and reason is not null
        else order_id is not null and actor is null and reason is null
      end`,
    ),
  ],
);

export const reservations = inventorySchema.table(
  'reservations',
  {
    orderId: uuid('order_id').primaryKey(),
    state: text('state').$type<Reservation['state']>().notNull(),
    version: integer('version').notNull(),
    expiresAt: moment('expires_at'),
    answers: jsonb('answers').$type<Answers>().notNull(),
  },
  (table) => [
    index('reservations_due').on(table.expiresAt).where(sql`state = 'held'`),
    check('reservations_state_known', sql`state in ('held', 'reserved', 'shipped', 'released', 'expired', 'refused')`),
    check('reservations_hold_expires', sql`state not in ('held', 'reserved', 'shipped', 'expired') or expires_at is not null`),
  ],
);

export const reservationLines = inventorySchema.table(
  'reservation_lines',
  {
    orderId: uuid('order_id').notNull(),
    sku: text('sku').notNull(),
    quantity: pieces('quantity').notNull(),
  },
  (table) => [
    primaryKey({ name: 'reservation_lines_pkey', columns: [table.orderId, table.sku] }),
    foreignKey({
      name: 'reservation_lines_order_id_fkey',
      columns: [table.orderId],
      foreignColumns: [reservations.orderId],
    }),
    check('reservation_lines_quantity_positive', sql`quantity > 0`),
  ],
);
