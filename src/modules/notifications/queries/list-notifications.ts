import { and, desc, eq, lt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import type { TemplateName } from '../domain/letter.ts';
import type { NotificationStatus } from '../domain/notification.ts';
import { notifications } from '../persistence/schema.ts';

export interface NotificationView {
  readonly id: string;
  readonly template: TemplateName;
  readonly about: string;
  readonly channel: 'mail';
  readonly status: NotificationStatus;
  readonly createdAt: string;
  readonly sentAt: string | undefined;
}

export interface NotificationFilter {
  /** Undefined for whoever may see those of all users. */
  readonly userId: string | undefined;
  readonly orderId?: string | undefined;
  /** Only notifications older than the one with this id. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Notifications without whom they went to, newest first. */
export async function listNotifications(db: Db, filter: NotificationFilter): Promise<readonly NotificationView[]> {
  const { userId, orderId, before, limit } = filter;
  const { id, template, about, status, createdAt, sentAt } = notifications;
  const rows = await db.drizzle
    .select({ id, template, about, status, createdAt, sentAt })
    .from(notifications)
    .where(
      and(
        userId === undefined ? undefined : eq(notifications.userId, userId),
        orderId === undefined ? undefined : eq(notifications.orderId, orderId),
        before === undefined ? undefined : lt(id, before),
      ),
    )
    .orderBy(desc(id))
    .limit(limit);
  return rows.map((row) => ({
    ...row,
    channel: 'mail',
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString(),
  }));
}
