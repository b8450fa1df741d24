import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, pageOf } from '#shared-kernel/paging.ts';
import { ownerFor } from '#shared-kernel/tokens.ts';
import { listNotifications } from '../queries/list-notifications.ts';
import { NotificationList, NotificationsQuery } from './schemas.ts';

/** Everything of notifications that the public API offers. */
export const notificationsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/notifications',
    operationId: 'listNotifications',
    summary: 'List what was sent to you, newest first; staff see what was sent to all',
    access: 'notifications:read',
    query: NotificationsQuery,
    replies: { 200: NotificationList },
    async handle({ query: { limit, cursor, orderId }, principal, read }) {
      const userId = ownerFor(principal);
      const before = cursorKey(cursor, z.uuid());
      const rows = await read((db) => listNotifications(db, { userId, orderId, before, limit: limit + 1 }));
      return { status: 200 as const, body: pageOf(rows, limit, ({ id }) => id) };
    },
  }),
];
