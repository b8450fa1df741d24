import { join } from 'node:path';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { EraseUserV1 } from '#contracts/notifications/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/notifications/export-user.v1.ts';
import { NotificationFailedV1 } from '#contracts/notifications/notification-failed.v1.ts';
import { NotificationSentV1 } from '#contracts/notifications/notification-sent.v1.ts';
import { SendMailV1 } from '#contracts/notifications/send-mail.v1.ts';
import { UserDataErasedV1 } from '#contracts/notifications/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/notifications/user-data-exported.v1.ts';
import { WebhookEndpointDisabledV1 } from '#contracts/notifications/webhook-endpoint-disabled.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { PaymentCapturedV1 } from '#contracts/payments/payment-captured.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { defineModule, type Gauge, type Platform } from '#shared-kernel/module.ts';
import { secretBox } from '#shared-kernel/secret-box.ts';
import { fileMailer } from './adapters/file-mailer.ts';
import { httpWebhookSender } from './adapters/http-webhook-sender.ts';
import { smtpMailer } from './adapters/smtp-mailer.ts';
import { webhookVerbs } from './admin-verbs/webhooks.ts';
import * as parts from './container.ts';
import { publicWebhooks } from './http/public-webhooks.ts';
import { notificationsRoutes } from './http/routes.ts';
import { webhookDeliveryRoutes } from './http/webhook-delivery-routes.ts';
import { webhookEndpointRoutes } from './http/webhook-endpoint-routes.ts';
import { personalData } from './persistence/personal-data.ts';
import { notificationsTables } from './persistence/schema.ts';
import type { Mailer } from './ports/mailer.ts';
import { collectUserRecords } from './queries/collect-user-records.ts';
import { countWebhookEndpoints, webhookLateSeconds } from './queries/count-webhook-endpoints.ts';
import { pruneWebhookLogSchedule, resealWebhookSecretsSchedule } from './schedules/keep-webhooks.ts';
import { NotificationsSettings } from './settings.ts';
import { WebhookWorker } from './startup/webhook-worker.ts';
import { eraseUserOnUserErased } from './subscriptions/erase-user-on-user-erased.ts';
import { keepContactOnOrderPlaced } from './subscriptions/keep-contact-on-order-placed.ts';
import { mailOnOrderCancelled } from './subscriptions/mail-on-order-cancelled.ts';
import { mailOnOrderConfirmed } from './subscriptions/mail-on-order-confirmed.ts';
import { mailOnPaymentRefunded } from './subscriptions/mail-on-payment-refunded.ts';
import { mailOnShipmentDispatched } from './subscriptions/mail-on-shipment-dispatched.ts';
import { personalDataSubscriptions } from './subscriptions/personal-data.ts';
import { queueWebhooksOnPublicEvent } from './subscriptions/queue-webhooks-on-public-event.ts';
import { sendMailSubscription } from './subscriptions/send-mail.ts';
import { welcomeOnUserRegistered } from './subscriptions/welcome-on-user-registered.ts';

/** Mails to customers, each once, webhooks to other systems, and the log of both. */
export const notificationsModule = defineModule({
  name: 'notifications',
  owner: 'team-notifications',
  purpose: 'Writes to customers about their account, order, parcel or money, and tells other systems what happens by webhook.',
  tables: notificationsTables,
  personalData,
  publishes: [NotificationSentV1, NotificationFailedV1, WebhookEndpointDisabledV1, UserDataErasedV1, UserDataExportedV1],
  receives: [SendMailV1, EraseUserV1, ExportUserV1],
  hears: [
    UserRegisteredV1,
    UserErasedV1,
    OrderPlacedV1,
    OrderConfirmedV1,
    OrderCancelledV1,
    PaymentCapturedV1,
    PaymentRefundedV1,
    ShipmentDispatchedV1,
    ShipmentDeliveredV1,
    StockLevelChangedV1,
  ],
  webhooks: publicWebhooks,
  settings: NotificationsSettings,
  assemble(platform, settings) {
    const { database, development, log, signals } = platform;
    const c = parts.notificationsContainer(platform, optionsFor(platform, settings));
    const [mailer, webhooks] = [c.resolve(parts.MAILER), c.resolve(parts.WEBHOOKS)];
    const worker = new WebhookWorker({ database, signals, log, pollMs: settings.WEBHOOK_POLL_MS, ...webhooks });
    return {
      routes: [...notificationsRoutes, ...webhookEndpointRoutes(webhooks), ...webhookDeliveryRoutes({ signals, ...webhooks })],
      subscriptions: [
        keepContactOnOrderPlaced(c.resolve(parts.KEEP_CONTACTS)),
        welcomeOnUserRegistered(c.resolve(parts.NOTIFY)),
        mailOnOrderConfirmed(c.resolve(parts.NOTIFY)),
        mailOnOrderCancelled(c.resolve(parts.NOTIFY)),
        mailOnShipmentDispatched(c.resolve(parts.NOTIFY_ORDER_CONTACT)),
        mailOnPaymentRefunded(c.resolve(parts.NOTIFY_ORDER_CONTACT)),
        eraseUserOnUserErased(c.resolve(parts.ERASE_USER)),
        sendMailSubscription(c.resolve(parts.SEND_MAIL)),
        queueWebhooksOnPublicEvent(webhooks.queueWebhooks),
        ...personalDataSubscriptions({ ...platform, erase: c.resolve(parts.ERASE_USER), collect: collectUserRecords }),
      ],
      schedules: [
        pruneWebhookLogSchedule(database, webhooks.pruneWebhookLog),
        resealWebhookSecretsSchedule(database, webhooks.resealWebhookSecrets),
      ],
      checks: [{ name: 'mail', run: () => mailer.check() }],
      adminVerbs: webhookVerbs(database, webhooks.replayWebhooks),
      gauges: webhookGauges(platform),
      async start() {
        worker.start();
        if (settings.SMTP_URL !== undefined || development) return;
        log.warn({}, 'nobody gets a mail: they are written to files until SMTP_URL is set');
      },
      async stop() {
        await worker.stop();
        await c.resolve(parts.WEBHOOK_SENDER).close();
        mailer.close();
      },
    };
  },
});

const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_DAY = 86_400;

function optionsFor(platform: Platform, settings: NotificationsSettings): parts.NotificationsOptions {
  return {
    mailer: () => mailerFor(platform, settings),
    webhookSender: () =>
      httpWebhookSender({
        timeoutMs: settings.WEBHOOK_TIMEOUT_SECONDS * 1_000,
        allowLoopback: settings.WEBHOOK_ALLOW_LOOPBACK === 'yes',
      }),
    box: secretBox({
      purpose: 'notifications.webhook-secrets',
      keys: settings.WEBHOOK_KEY_ENCRYPTION_KEYS,
      setting: 'WEBHOOK_KEY_ENCRYPTION_KEYS',
      directory: platform.directory,
    }),
    webhookPolicy: {
      overlapSeconds: settings.WEBHOOK_SECRET_OVERLAP_HOURS * SECONDS_PER_HOUR,
      giveUpSeconds: settings.WEBHOOK_GIVE_UP_DAYS * SECONDS_PER_DAY,
      keepSeconds: settings.WEBHOOK_LOG_DAYS * SECONDS_PER_DAY,
    },
  };
}

function mailerFor({ directory, log }: Platform, { SMTP_URL: url, MAIL_FROM }: NotificationsSettings): Mailer {
  const from = MAIL_FROM ?? 'Tessera <shop@tessera.example>';
  return url === undefined ? fileMailer({ directory: join(directory, 'mails'), from, log }) : smtpMailer({ url, from });
}

function webhookGauges({ database, clock }: Platform): readonly Gauge[] {
  return [
    {
      name: 'tessera_webhook_endpoints',
      help: 'Webhook endpoints by how they do.',
      async read() {
        const counts = await database.read(countWebhookEndpoints);
        return counts.map(({ state, count }) => ({ labels: { state }, value: count }));
      },
    },
    {
      name: 'tessera_webhook_late_seconds',
      help: 'For how long the oldest webhook to an endpoint that does well has been due.',
      read: async () => [{ labels: {}, value: await database.read((db) => webhookLateSeconds(db, clock.now())) }],
    },
  ];
}
