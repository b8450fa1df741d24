import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/** Sent by notifications to itself, so that a mail leaves outside the transaction that decided on it. Answered by notification-sent or notification-failed. May be delivered more than once. */
export const SendMailV1 = defineCommand(
  'notifications.send-mail.v1',
  z.strictObject({
    notificationId: z.uuid(),
  }),
);
export type SendMailV1 = CommandOf<typeof SendMailV1>;
