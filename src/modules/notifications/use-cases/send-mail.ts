import { NotificationFailedV1 } from '#contracts/notifications/notification-failed.v1.ts';
import { NotificationSentV1 } from '#contracts/notifications/notification-sent.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { beginSending, type MailAnswer, settleSending } from '../domain/notification.ts';
import type { Notifications } from '../persistence/notifications.ts';
import type { Mail, Mailer } from '../ports/mailer.ts';
import { wordsOf } from '../templates/words-of.ts';

interface Deps {
  readonly notifications: Notifications;
  readonly mailer: Mailer;
  readonly events: EventBus;
  readonly clock: Clock;
}

/**
 * Gives the mail of a notification to the mail server, once. SMTP has no idempotency keys: a process that
 * dies after the server took the mail and before that is stored sends it again, with the same Message-ID.
 */
export const sendMail = ({ notifications, mailer, events, clock }: Deps) => ({
  async intend(tx: Tx, id: string): Promise<Mail | undefined> {
    const notification = await notifications.lock(tx, id);
    const state = beginSending(notification);
    const { recipient, letter, createdAt } = notification;
    if (!state || !recipient) return undefined;
    await notifications.save(tx, id, state);
    return { id, template: letter.template, date: createdAt, to: recipient, ...wordsOf(letter, recipient.name) };
  },

  call: (mail: Mail, signal: AbortSignal): Promise<MailAnswer> => mailer.send(mail, signal),

  async settle(tx: Tx, id: string, answer: MailAnswer | undefined): Promise<void> {
    const notification = await notifications.lock(tx, id);
    const state = settleSending(notification, answer, clock.now());
    if (!state) return;
    await notifications.save(tx, id, state);
    const payload = { notificationId: id, template: notification.letter.template, about: notification.about };
    // A notification ends once, and its end is all that is said about it.
    const message = { subject: id, sequence: 1 };
    if (state.status === 'sent') events.publish(tx, NotificationSentV1, { ...message, payload });
    if (state.status === 'failed') {
      events.publish(tx, NotificationFailedV1, { ...message, payload: { ...payload, detail: state.detail } });
    }
  },
});
export type SendMail = ReturnType<typeof sendMail>;
