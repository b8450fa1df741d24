import { join } from 'node:path';
import { z } from 'zod';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { EraseUserV1 } from '#contracts/notifications/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/notifications/export-user.v1.ts';
import { NotificationFailedV1 } from '#contracts/notifications/notification-failed.v1.ts';
import { NotificationSentV1 } from '#contracts/notifications/notification-sent.v1.ts';
import { SendMailV1 } from '#contracts/notifications/send-mail.v1.ts';
import { UserDataErasedV1 } from '#contracts/notifications/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/notifications/user-data-exported.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { defineModule, type Platform } from '#shared-kernel/module.ts';
import { fileMailer } from './adapters/file-mailer.ts';
import { smtpMailer } from './adapters/smtp-mailer.ts';
import {
  ERASE_USER,
  KEEP_CONTACTS,
  MAILER,
  NOTIFY,
  NOTIFY_ORDER_CONTACT,
  notificationsContainer,
  SEND_MAIL,
} from './container.ts';
import { notificationsRoutes } from './http/routes.ts';
import { erasedUsers, notifications, orderContacts } from './persistence/schema.ts';
import type { Mailer } from './ports/mailer.ts';
import { collectUserRecords } from './queries/collect-user-records.ts';
import { eraseUserOnUserErased } from './subscriptions/erase-user-on-user-erased.ts';
import { keepContactOnOrderPlaced } from './subscriptions/keep-contact-on-order-placed.ts';
import { mailOnOrderCancelled } from './subscriptions/mail-on-order-cancelled.ts';
import { mailOnOrderConfirmed } from './subscriptions/mail-on-order-confirmed.ts';
import { mailOnPaymentRefunded } from './subscriptions/mail-on-payment-refunded.ts';
import { mailOnShipmentDispatched } from './subscriptions/mail-on-shipment-dispatched.ts';
import { personalDataSubscriptions } from './subscriptions/personal-data.ts';
import { sendMailSubscription } from './subscriptions/send-mail.ts';
import { welcomeOnUserRegistered } from './subscriptions/welcome-on-user-registered.ts';

const NotificationsSettings = z
  .object({
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587' })
      .optional()
      .describe('The mail server. Without it mails land as files in the data directory.'),
    MAIL_FROM: z
      .string()
      .regex(/^(?:[^<>\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must look like Shop <shop@example.com>')
      .optional()
      .describe('Who mails come from, `Shop <shop@example.com>`; needed with `SMTP_URL`.'),
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => SMTP_URL === undefined || MAIL_FROM !== undefined, {
    path: ['MAIL_FROM'],
    error: 'is needed with SMTP_URL, such as Shop <shop@example.com>',
  });

/** Mails to customers, each once, and the log of them. */
export const notificationsModule = defineModule({
  name: 'notifications',
  owner: 'team-notifications',
  purpose: 'Writes to customers about what happened to their account, order, parcel or money, once for each occasion.',
  tables: [notifications, orderContacts, erasedUsers],
  publishes: [NotificationSentV1, NotificationFailedV1, UserDataErasedV1, UserDataExportedV1],
  receives: [SendMailV1, EraseUserV1, ExportUserV1],
  hears: [
    UserRegisteredV1,
    UserErasedV1,
    OrderPlacedV1,
    OrderConfirmedV1,
    OrderCancelledV1,
    ShipmentDispatchedV1,
    PaymentRefundedV1,
  ],
  settings: NotificationsSettings,
  assemble(platform, settings) {
    const parts = notificationsContainer(platform, () => mailerFor(platform, settings));
    const mailer = parts.resolve(MAILER);
    return {
      routes: notificationsRoutes,
      subscriptions: [
        keepContactOnOrderPlaced(parts.resolve(KEEP_CONTACTS)),
        welcomeOnUserRegistered(parts.resolve(NOTIFY)),
        mailOnOrderConfirmed(parts.resolve(NOTIFY)),
        mailOnOrderCancelled(parts.resolve(NOTIFY)),
        mailOnShipmentDispatched(parts.resolve(NOTIFY_ORDER_CONTACT)),
        mailOnPaymentRefunded(parts.resolve(NOTIFY_ORDER_CONTACT)),
        eraseUserOnUserErased(parts.resolve(ERASE_USER)),
        sendMailSubscription(parts.resolve(SEND_MAIL)),
        ...personalDataSubscriptions({ ...platform, erase: parts.resolve(ERASE_USER), collect: collectUserRecords }),
      ],
      checks: [{ name: 'mail', run: () => mailer.check() }],
      async start() {
        if (settings.SMTP_URL !== undefined || platform.development) return;
        platform.log.warn({}, 'nobody gets a mail: they are written to files until SMTP_URL is set');
      },
      stop: async () => mailer.close(),
    };
  },
});

function mailerFor({ directory, log }: Platform, { SMTP_URL: url, MAIL_FROM }: z.output<typeof NotificationsSettings>): Mailer {
  const from = MAIL_FROM ?? 'Tessera <shop@tessera.example>';
  return url === undefined ? fileMailer({ directory: join(directory, 'mails'), from, log }) : smtpMailer({ url, from });
}
