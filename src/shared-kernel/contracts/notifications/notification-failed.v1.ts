import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** The message could not be sent and will not be tried again. May be delivered more than once. */
export const NotificationFailedV1 = defineEvent(
  'notifications.notification-failed.v1',
  z.strictObject({
    notificationId: z.uuid(),
    template: z.string(),
    /** The order or user that it is about. */
    about: z.string(),
    detail: z.string(),
  }),
);
export type NotificationFailedV1 = EventOf<typeof NotificationFailedV1>;
