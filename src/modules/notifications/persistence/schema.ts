import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgSchema, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { erasedUsersTable } from '#shared-kernel/personal-data/erased-users.ts';
import type { Letter, TemplateName } from '../domain/letter.ts';
import type { NotificationStatus, Recipient } from '../domain/notification.ts';

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
