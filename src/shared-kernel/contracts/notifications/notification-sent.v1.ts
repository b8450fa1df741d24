import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** A mail server took the message. May be delivered more than once. */
export const NotificationSentV1 = defineEvent(
  'notifications.notification-sent.v1',
  z.strictObject({
    notificationId: z.uuid(),
    template: z.string(),
    /** The order or user that it is about. */
    about: z.string(),
  }),
);
export type NotificationSentV1 = EventOf<typeof NotificationSentV1>;
