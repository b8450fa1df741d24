import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgSchema, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { erasedUsersTable } from '#shared-kernel/personal-data/erased-users.ts';
import type { Letter, TemplateName } from '../domain/letter.ts';
import type { NotificationStatus, Recipient } from '../domain/notification.ts';
import type { EventSelector, SentEventType } from '../domain/public-event.ts';
import type { AttemptOutcome, DeliveryStatus } from '../domain/webhook-delivery.ts';
import type { DisabledBecause } from '../domain/webhook-endpoint.ts';

const notificationsSchema = pgSchema('notifications');

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const notifications = notificationsSchema.table(
  'notifications',
  {
    id: uuid('id').primaryKey(),
    template: text('template').$type<TemplateName>().notNull(),
    occasion: uuid('occasion').notNull(),
    about: uuid('about').notNull(),
    orderId: uuid('order_id'),
    userId: uuid('user_id'),
    letter: jsonb('letter').$type<Letter>().notNull(),
    recipient: jsonb('recipient').$type<Recipient>(),
    status: text('status').$type<NotificationStatus>().notNull(),
    failure: text('failure'),
    createdAt: moment('created_at').notNull(),
    sentAt: moment('sent_at'),
  },
  (table) => [
    unique('notifications_template_occasion_key').on(table.template, table.occasion),
    index('notifications_user_id').on(table.userId, table.id),
    index('notifications_order_id').on(table.orderId, table.id),
    check(
      'notifications_template_known',
      sql`template in ('welcome', 'order-confirmed', 'order-cancelled', 'shipment-dispatched', 'payment-refunded')`,
    ),
    check('notifications_status_known', sql`status in ('pending', 'sending', 'sent', 'failed')`),
    check('notifications_sent_at_a_time', sql`(status = 'sent') = (sent_at is not null)`),
    check('notifications_failed_for_a_reason', sql`(status = 'failed') = (failure is not null)`),
  ],
);

export const orderContacts = notificationsSchema.table(
  'order_contacts',
  {
    orderId: uuid('order_id').primaryKey(),
    userId: uuid('user_id'),
    number: text('number').notNull(),
    email: text('email'),
    name: text('name'),
  },
  (table) => [
    index('order_contacts_user_id').on(table.userId),
    check('order_contacts_erased_as_a_whole', sql`(email is null) = (name is null)`),
  ],
);

export const erasedUsers = erasedUsersTable('notifications');

/** A secret as it is kept: times in wire form. */
export interface StoredSecret {
  readonly sealed: string;
  readonly createdAt: string;
  readonly endsAt?: string | undefined;
}

export const webhookEndpoints = notificationsSchema.table('webhook_endpoints', {
  id: uuid('id').primaryKey(),
  version: integer('version').notNull(),
  url: text('url').notNull(),
  description: text('description').notNull(),
  eventTypes: text('event_types').array().$type<EventSelector[]>().notNull(),
  secrets: jsonb('secrets').$type<readonly StoredSecret[]>().notNull(),
  enabled: boolean('enabled').notNull(),
  disabledBecause: text('disabled_because').$type<DisabledBecause>(),
  timesDisabled: integer('times_disabled').notNull(),
  failures: integer('failures').notNull(),
  failingSince: moment('failing_since'),
  resumeAt: moment('resume_at'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull(),
  deletedAt: moment('deleted_at'),
});

export const webhookEvents = notificationsSchema.table(
  'webhook_events',
  {
    id: uuid('id').primaryKey(),
    type: text('type').$type<SentEventType>().notNull(),
    body: text('body').notNull(),
    recordedAt: moment('recorded_at').notNull(),
  },
  (table) => [index('webhook_events_recorded_at').on(table.recordedAt)],
);

export const webhookDeliveries = notificationsSchema.table(
  'webhook_deliveries',
  {
    id: uuid('id').primaryKey(),
    endpointId: uuid('endpoint_id')
      .notNull()
      .references(() => webhookEndpoints.id),
    eventId: uuid('event_id')
      .notNull()
      .references(() => webhookEvents.id),
    eventType: text('event_type').$type<SentEventType>().notNull(),
    status: text('status').$type<DeliveryStatus>().notNull(),
    attempts: integer('attempts').notNull(),
    triesLeft: integer('tries_left').notNull(),
    dueAt: moment('due_at').notNull(),
    claimedUntil: moment('claimed_until'),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    unique('webhook_deliveries_endpoint_event_key').on(table.endpointId, table.eventId),
    index('webhook_deliveries_due').on(table.endpointId, table.dueAt).where(sql`status = 'pending'`),
    index('webhook_deliveries_endpoint_id').on(table.endpointId, table.id),
    index('webhook_deliveries_status').on(table.status, table.id),
    index('webhook_deliveries_endpoint_status').on(table.endpointId, table.status, table.id),
    index('webhook_deliveries_endpoint_type').on(table.endpointId, table.eventType, table.id),
    index('webhook_deliveries_event_id').on(table.eventId),
    index('webhook_deliveries_created_at').on(table.createdAt),
  ],
);

export const webhookAttempts = notificationsSchema.table(
  'webhook_attempts',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    at: moment('at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    outcome: text('outcome').$type<AttemptOutcome>().notNull(),
    status: integer('status'),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.number] })],
);

/** Every table of the module's own. */
export const notificationsTables = [
  notifications,
  orderContacts,
  erasedUsers,
  webhookEndpoints,
  webhookEvents,
  webhookDeliveries,
  webhookAttempts,
];
