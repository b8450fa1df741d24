import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { erasedUsersTable } from '#shared-kernel/personal-data/erased-users.ts';
import type { Dispute } from '../domain/dispute.ts';
import type { PaymentState } from '../domain/payment.ts';
import type { RefundState } from '../domain/refund.ts';
import type { TokenJwk } from '../domain/token-key.ts';

const schema = pgSchema('payments');
export const erasedUsers = erasedUsersTable('payments');

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const minorUnits = (name: string) => bigint(name, { mode: 'number' });

export const payments = schema.table(
  'payments',
  {
    id: uuid('id').primaryKey(),
    orderId: uuid('order_id').notNull(),
    userId: uuid('user_id'),
    accessKeyHash: text('access_key_hash'),
    currency: text('currency').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    status: text('status').$type<PaymentState['status']>().notNull(),
    stopped: boolean('stopped').notNull(),
    token: text('token'),
    charge: text('charge'),
    failureCode: text('failure_code'),
    failureDetail: text('failure_detail'),
    capturedMinor: minorUnits('captured_minor').notNull().default(0),
    refundedMinor: minorUnits('refunded_minor').notNull().default(0),
    refundingMinor: minorUnits('refunding_minor').notNull().default(0),
    version: integer('version').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('payments_order_id_unique').on(table.orderId),
    unique('payments_charge_unique').on(table.charge),
    index('payments_user_id_id').on(table.userId, table.id),
    check('payments_currency_iso_4217', sql`currency ~ '^[A-Z]{3}$'`),
    check(
      'payments_status_known',
      sql`status in ('pending', 'authorized', 'declined', 'capturing', 'captured', 'capture_failed', 'voided')`,
    ),
    check('payments_amount_not_negative', sql`amount_minor >= 0`),
    check('payments_captured_at_most_authorized', sql`captured_minor between 0 and amount_minor`),
    check('payments_captured_only_when_captured', sql`captured_minor = 0 or status = 'captured'`),
    check('payments_refunds_not_negative', sql`refunded_minor >= 0 and refunding_minor >= 0`),
    check('payments_refunded_at_most_captured', sql`refunded_minor + refunding_minor <= captured_minor`),
    check('payments_token_only_until_answered', sql`(status = 'pending') = (token is not null)`),
    check('payments_charge_once_authorized', sql`status in ('pending', 'declined', 'voided') or charge is not null`),
    check(
      'payments_failure_explained',
      sql`(status in ('declined', 'capture_failed')) = (failure_code is not null and failure_detail is not null)`,
    ),
  ],
);

export const refunds = schema.table(
  'refunds',
  {
    id: uuid('id').primaryKey(),
    paymentId: uuid('payment_id')
      .notNull()
      .references(() => payments.id),
    currency: text('currency').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    reason: text('reason').notNull(),
    status: text('status').$type<RefundState['status']>().notNull(),
    reference: text('reference'),
    failureCode: text('failure_code'),
    failureDetail: text('failure_detail'),
    requestedAt: instant('requested_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    index('refunds_payment_id_id').on(table.paymentId, table.id),
    check('refunds_amount_positive', sql`amount_minor > 0`),
    check('refunds_status_known', sql`status in ('pending', 'succeeded', 'failed')`),
    check('refunds_reference_when_succeeded', sql`(status = 'succeeded') = (reference is not null)`),
    check('refunds_failure_explained', sql`(status = 'failed') = (failure_code is not null and failure_detail is not null)`),
    check('refunds_settled_once_answered', sql`(status = 'pending') = (settled_at is null)`),
  ],
);

export const paymentEntries = schema.table(
  'payment_entries',
  {
    key: uuid('key').primaryKey(),
    paymentId: uuid('payment_id')
      .notNull()
      .references(() => payments.id),
    kind: text('kind').notNull(),
    currency: text('currency').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    reference: text('reference').notNull(),
    bookedAt: instant('booked_at').notNull(),
  },
  (table) => [
    index('payment_entries_payment_id').on(table.paymentId),
    uniqueIndex('payment_entries_once_per_payment').on(table.paymentId, table.kind).where(sql`kind <> 'refund'`),
    check('payment_entries_kind_known', sql`kind in ('authorization', 'capture', 'void', 'refund')`),
    check('payment_entries_amount_not_negative', sql`amount_minor >= 0`),
  ],
);

export const tokenKeys = schema.table(
  'token_keys',
  {
    id: uuid('id').primaryKey(),
    version: integer('version').notNull(),
    publicJwk: jsonb('public_jwk').$type<TokenJwk>().notNull(),
    sealedPrivateJwk: text('sealed_private_jwk').notNull(),
    createdAt: instant('created_at').notNull(),
    retiredAt: instant('retired_at'),
  },
  (table) => [unique('token_keys_version_unique').on(table.version)],
);

export const disputes = schema.table(
  'disputes',
  {
    id: uuid('id').primaryKey(),
    paymentId: uuid('payment_id')
      .notNull()
      .references(() => payments.id),
    reference: text('reference').notNull(),
    currency: text('currency').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    reason: text('reason').notNull(),
    status: text('status').$type<Dispute['status']>().notNull(),
    openedAt: instant('opened_at').notNull(),
    decidedAt: instant('decided_at'),
  },
  (table) => [
    unique('disputes_reference_unique').on(table.reference),
    index('disputes_payment_id').on(table.paymentId),
    check('disputes_amount_not_negative', sql`amount_minor >= 0`),
    check('disputes_status_known', sql`status in ('open', 'won', 'lost')`),
    check('disputes_decided_once_over', sql`(status = 'open') = (decided_at is null)`),
  ],
);

export const webhooks = schema.table(
  'webhooks',
  {
    provider: text('provider').notNull(),
    id: text('id').notNull(),
    type: text('type').notNull(),
    heard: boolean('heard').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'webhooks_pkey', columns: [table.provider, table.id] }),
    index('webhooks_received_at').on(table.receivedAt),
    check('webhooks_id_short', sql`char_length(id) <= 200`),
  ],
);
