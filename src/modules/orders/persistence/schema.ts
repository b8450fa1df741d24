import { sql } from 'drizzle-orm';
import { bigint, boolean, check, integer, jsonb, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { erasedUsersTable } from '#shared-kernel/personal-data/erased-users.ts';
import type { Failure, StepState } from '#shared-kernel/saga/definition.ts';
import type { OrderLine, PricedLine, ShippingAddress } from '../domain/order.ts';
import type { PaymentKey } from '../domain/payment-key.ts';

const schema = pgSchema('orders');
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const offers = schema.table('offers', {
  sku: text('sku').primaryKey(),
  productId: uuid('product_id').notNull(),
  title: text('title').notNull(),
  priceMinor: bigint('price_minor', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
});

export const offeredProducts = schema.table('offered_products', {
  productId: uuid('product_id').primaryKey(),
  version: bigint('version', { mode: 'number' }).notNull(),
});

export const carts = schema.table('carts', {
  id: uuid('id').primaryKey(),
  userId: uuid('user_id'),
  accessKeyHash: text('access_key_hash'),
  lines: jsonb('lines').$type<readonly PricedLine[]>().notNull().default([]),
  orderId: uuid('order_id'),
  version: integer('version').notNull().default(1),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
});

export const orders = schema.table('orders', {
  id: uuid('id').primaryKey(),
  number: text('number').notNull(),
  cartId: uuid('cart_id'),
  userId: uuid('user_id'),
  accessKeyHash: text('access_key_hash'),
  customerEmail: text('customer_email').notNull(),
  customerName: text('customer_name').notNull(),
  shippingAddress: jsonb('shipping_address').$type<ShippingAddress>().notNull(),
  currency: text('currency').notNull(),
  lines: jsonb('lines').$type<readonly OrderLine[]>().notNull(),
  totalMinor: bigint('total_minor', { mode: 'number' }).notNull(),
  paymentToken: text('payment_token'),
  status: text('status', { enum: ['pending', 'confirmed', 'cancelled', 'needs_attention'] }).notNull(),
  failureCode: text('failure_code'),
  failureDetail: text('failure_detail'),
  version: integer('version').notNull().default(1),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
});

export const sagas = schema.table(
  'sagas',
  {
    orderId: uuid('order_id').notNull(),
    saga: text('saga', { enum: ['place-order', 'cancel-order'] }).notNull(),
    phase: text('phase', { enum: ['forward', 'undoing', 'done', 'undone', 'stuck'] }).notNull(),
    state: jsonb('state').$type<{ steps: Record<string, StepState>; failure?: Failure }>().notNull(),
    checkAt: time('check_at'),
    startedAt: time('started_at').notNull(),
    updatedAt: time('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.saga] })],
);

export const timeline = schema.table('timeline', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  orderId: uuid('order_id').notNull(),
  at: time('at').notNull(),
  step: text('step').notNull(),
  outcome: text('outcome').notNull(),
});

export const contacts = schema.table('contacts', {
  userId: uuid('user_id').primaryKey(),
  version: bigint('version', { mode: 'number' }).notNull(),
  email: text('email'),
  name: text('name'),
});

export const paymentKeys = schema.table(
  'payment_keys',
  {
    onlyOne: boolean('only_one').primaryKey().default(true),
    version: bigint('version', { mode: 'number' }).notNull(),
    keyId: uuid('key_id').notNull(),
    publicJwk: jsonb('public_jwk').$type<PaymentKey['publicJwk']>().notNull(),
  },
  () => [check('payment_keys_only_one', sql`only_one`)],
);

/** Every table of the schema, as `migrate verify` holds them against Postgres. */
export const tables = [
  offers,
  offeredProducts,
  carts,
  orders,
  sagas,
  timeline,
  contacts,
  paymentKeys,
  erasedUsersTable('orders'),
];
