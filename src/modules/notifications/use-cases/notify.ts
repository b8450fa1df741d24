import { SendMailV1 } from '#contracts/notifications/send-mail.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Letter } from '../domain/letter.ts';
import type { Recipient } from '../domain/notification.ts';
import type { ErasedUsers } from '../persistence/erased-users.ts';
import type { Notifications } from '../persistence/notifications.ts';

interface Deps {
  readonly notifications: Notifications;
  readonly erasedUsers: ErasedUsers;
  readonly events: EventBus;
  readonly clock: Clock;
}

export interface NotifyInput {
  readonly letter: Letter;
  /** The user, order, shipment or refund that the mail is sent for: once. */
  readonly occasion: string;
  /** The order or user that it is about. */
  readonly about: string;
  readonly orderId: string | undefined;
  readonly userId: string | undefined;
  readonly recipient: Recipient;
}

/** Notes that a mail is to be sent, and has it sent. The second time for one occasion, and for an erased user, it does nothing. */
export const notify =
  ({ notifications, erasedUsers, events, clock }: Deps) =>
  async (tx: Tx, input: NotifyInput): Promise<void> => {
    const erased = await erasedUsers.among(tx, input.userId === undefined ? [] : [input.userId]);
    if (erased.size > 0) return;
    const id = newId();
    const added = await notifications.add(tx, { id, ...input, createdAt: clock.now(), state: { status: 'pending' } });
    if (added) events.send(tx, SendMailV1, { subject: id, payload: { notificationId: id } });
  };
export type Notify = ReturnType<typeof notify>;
