import { SendMailV1 } from '#contracts/notifications/send-mail.v1.ts';
import { defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { SendMail } from '../use-cases/send-mail.ts';

export const sendMailSubscription = (send: SendMail) =>
  defineCallSubscription({
    name: 'notifications.send-mail',
    on: SendMailV1,
    // Longer than the slowest mail server is waited for: a claim that lapses under way sends a mail twice.
    delivery: { batchSize: 5, claimSeconds: 60 },
    intend: (tx, { payload }) => send.intend(tx, payload.notificationId),
    call: send.call,
    settle: (tx, { payload }, _mail, answer) => send.settle(tx, payload.notificationId, answer),
  });
