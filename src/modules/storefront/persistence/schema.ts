import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { erasedUsersTable } from '#shared-kernel/personal-data/erased-users.ts';
import type { Fact } from '../domain/fact.ts';
import type { OrderStatus } from '../domain/order-card.ts';
import type { OrderLine } from '../domain/order-details.ts';
import type { ShipmentStatus } from '../domain/shipment-status.ts';

const storefrontSchema = pgSchema('storefront');

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const whole = (name: string) => bigint(name, { mode: 'number' });
const generation = () => integer('generation').notNull();
const sequence = () => integer('sequence').notNull();

export const facts = storefrontSchema.table(
  'facts',
  {
    kind: text('kind').$type<Fact['kind']>().notNull(),
    subject: text('subject').notNull(),
    sequence: sequence(),
    userId: uuid('user_id'),
    at: moment('at').notNull(),
    body: jsonb('body').$type<Fact['body']>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.subject] }),
    index('facts_user_id').on(table.userId).where(sql`user_id is not null`),
    check(
      'facts_kind_known',
      sql`kind in ('profile', 'order_placed', 'order_confirmed', 'order_cancelled', 'order_stuck', 'shipment', 'refund', 'product', 'stock')`,
    ),
    check('facts_have_an_owner', sql`(user_id is null) = (kind in ('product', 'stock'))`),
  ],
);

export const erasedUsers = erasedUsersTable('storefront');

export const generations = storefrontSchema.table(
  'generations',
  {
    single: boolean('single').primaryKey().default(true),
    live: integer('live').notNull(),
    building: integer('building'),
  },
  () => [check('generations_are_one_row', sql`single`), check('generations_building_is_newer', sql`building > live`)],
);

export const rebuilds = storefrontSchema.table('rebuilds', {
  generation: integer('generation').primaryKey(),
  total: whole('total').notNull(),
  done: whole('done').notNull().default(0),
  afterKind: text('after_kind').notNull().default(''),
  afterSubject: text('after_subject').notNull().default(''),
  updatedAt: moment('updated_at').notNull(),
});

export const profiles = storefrontSchema.table(
  'profiles',
  { userId: uuid('user_id').notNull(), generation: generation(), sequence: sequence(), name: text('name').notNull() },
  (table) => [primaryKey({ columns: [table.userId, table.generation] })],
);

export const orders = storefrontSchema.table(
  'orders',
  {
    orderId: uuid('order_id').notNull(),
    generation: generation(),
    userId: uuid('user_id').notNull(),
    sequence: sequence(),
    status: text('status').$type<OrderStatus>().notNull(),
    placedAt: moment('placed_at').notNull(),
    number: text('number'),
    currency: text('currency'),
    totalMinor: whole('total_minor'),
    lines: jsonb('lines').$type<readonly OrderLine[]>(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.generation] }),
    index('orders_user_id').on(table.userId, table.generation, table.orderId),
    check('orders_status_known', sql`status in ('pending', 'confirmed', 'cancelled', 'needs_attention')`),
    check('orders_described_as_a_whole', sql`num_nulls(number, currency, total_minor, lines) in (0, 4)`),
  ],
);

export const shipments = storefrontSchema.table(
  'shipments',
  {
    orderId: uuid('order_id').notNull(),
    generation: generation(),
    userId: uuid('user_id').notNull(),
    sequence: sequence(),
    status: text('status').$type<ShipmentStatus>().notNull(),
    carrier: text('carrier'),
    trackingNumber: text('tracking_number'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.generation] }),
    index('shipments_user_id').on(table.userId),
    index('shipments_under_way')
      .on(table.userId, table.generation, table.orderId)
      .where(sql`status in ('created', 'dispatched')`),
    check('shipments_status_known', sql`status in ('created', 'dispatched', 'delivered', 'cancelled')`),
    check('shipments_booked_as_a_whole', sql`(carrier is null) = (tracking_number is null)`),
  ],
);

export const refunds = storefrontSchema.table(
  'refunds',
  {
    orderId: uuid('order_id').notNull(),
    generation: generation(),
    userId: uuid('user_id').notNull(),
    sequence: sequence(),
    refundedMinor: whole('refunded_minor').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.generation] }),
    index('refunds_user_id').on(table.userId),
    check('refunds_of_something', sql`refunded_minor > 0`),
  ],
);

export const products = storefrontSchema.table(
  'products',
  { productId: uuid('product_id').notNull(), generation: generation(), sequence: sequence(), slug: text('slug') },
  (table) => [primaryKey({ columns: [table.productId, table.generation] })],
);

export const variants = storefrontSchema.table(
  'variants',
  {
    productId: uuid('product_id').notNull(),
    sku: text('sku').notNull(),
    generation: generation(),
    sequence: sequence(),
    title: text('title').notNull(),
    priceMinor: whole('price_minor').notNull(),
    currency: text('currency').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.sku, table.generation] }),
    index('variants_sku').on(table.sku, table.generation),
  ],
);

export const stock = storefrontSchema.table(
  'stock',
  { sku: text('sku').notNull(), generation: generation(), sequence: sequence(), available: whole('available').notNull() },
  (table) => [primaryKey({ columns: [table.sku, table.generation] })],
);
