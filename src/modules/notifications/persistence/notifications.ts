import { eq } from 'drizzle-orm';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Notification, NotificationState } from '../domain/notification.ts';
import { notifications as table } from './schema.ts';

/** The delivery log: one row for each template and occasion. */
export const notifications = {
  /** False where there was one for this template and occasion already. */
  async add(tx: Tx, notification: Notification): Promise<boolean> {
    const { id, letter, occasion, about, orderId, userId, recipient, createdAt, state } = notification;
    const added = await tx.sql`
      insert into notifications.notifications
        (id, template, occasion, about, order_id, user_id, letter, recipient, status, created_at)
      values (${id}, ${letter.template}, ${occasion}, ${about}, ${orderId ?? null}, ${userId ?? null},
              ${letter}::jsonb, ${recipient ?? null}::jsonb, ${state.status}, ${createdAt})
      on conflict on constraint notifications_template_occasion_key do nothing
      returning id`;
    return added.length > 0;
  },

  async lock(tx: Tx, id: string): Promise<Notification> {
    const [row] = await tx.drizzle.select().from(table).where(eq(table.id, id)).for('update');
    if (!row) throw new Error(`there is no notification ${id}`);
    return notificationOf(row);
  },

  async save(tx: Tx, id: string, state: NotificationState): Promise<void> {
    const sentAt = state.status === 'sent' ? state.at : null;
    const failure = state.status === 'failed' ? state.detail : null;
    await tx.sql`
      update notifications.notifications
      set status = ${state.status}, sent_at = ${sentAt}, failure = ${failure}
      where id = ${id}`;
  },
};
export type Notifications = typeof notifications;

type Row = typeof table.$inferSelect;

function notificationOf(row: Row): Notification {
  const { id, letter, occasion, about, orderId, userId, recipient, createdAt } = row;
  return {
    id,
    letter,
    occasion,
    about,
    orderId: orderId ?? undefined,
    userId: userId ?? undefined,
    recipient: recipient ?? undefined,
    createdAt,
    state: stateOf(row),
  };
}

function stateOf({ id, status, sentAt, failure }: Row): NotificationState {
  if (status === 'pending' || status === 'sending') return { status };
  if (status === 'sent' && sentAt !== null) return { status, at: sentAt };
  if (status === 'failed' && failure !== null) return { status, detail: failure };
  throw new Error(`notification ${id} is ${status} without what a CHECK demands of that`);
}
