import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { erasedUsers } from './persistence/erased-users.ts';
import { notifications } from './persistence/notifications.ts';
import { orderContacts } from './persistence/order-contacts.ts';
import { webhookDeliveries } from './persistence/webhook-deliveries.ts';
import { webhookEndpoints } from './persistence/webhook-endpoints.ts';
import { webhookEvents } from './persistence/webhook-events.ts';
import { webhookLog } from './persistence/webhook-log.ts';
import type { Mailer } from './ports/mailer.ts';
import type { WebhookSender } from './ports/webhook-sender.ts';
import { changeWebhookEndpoint } from './use-cases/change-webhook-endpoint.ts';
import { createWebhookEndpoint } from './use-cases/create-webhook-endpoint.ts';
import { deleteWebhookEndpoint } from './use-cases/delete-webhook-endpoint.ts';
import { deliverWebhook } from './use-cases/deliver-webhook.ts';
import { type EraseUser, eraseUser } from './use-cases/erase-user.ts';
import { type KeepContacts, keepContacts } from './use-cases/keep-contacts.ts';
import { type Notify, notify } from './use-cases/notify.ts';
import { type NotifyOrderContact, notifyOrderContact } from './use-cases/notify-order-contact.ts';
import { pruneWebhookLog } from './use-cases/prune-webhook-log.ts';
import { queueWebhooks } from './use-cases/queue-webhooks.ts';
import { replayWebhooks } from './use-cases/replay-webhooks.ts';
import { resealWebhookSecrets } from './use-cases/reseal-webhook-secrets.ts';
import { rotateWebhookSecret } from './use-cases/rotate-webhook-secret.ts';
import { type SendMail, sendMail } from './use-cases/send-mail.ts';
import { sendTestWebhook } from './use-cases/send-test-webhook.ts';

export const MAILER: InjectionToken<Mailer> = Symbol('Mailer');
export const WEBHOOK_SENDER: InjectionToken<WebhookSender> = Symbol('WebhookSender');
export const NOTIFY: InjectionToken<Notify> = Symbol('Notify');
export const NOTIFY_ORDER_CONTACT: InjectionToken<NotifyOrderContact> = Symbol('NotifyOrderContact');
export const KEEP_CONTACTS: InjectionToken<KeepContacts> = Symbol('KeepContacts');
export const ERASE_USER: InjectionToken<EraseUser> = Symbol('EraseUser');
export const SEND_MAIL: InjectionToken<SendMail> = Symbol('SendMail');
export const WEBHOOKS: InjectionToken<Webhooks> = Symbol('Webhooks');

export interface NotificationsOptions {
  readonly mailer: () => Mailer;
  readonly webhookSender: () => WebhookSender;
  readonly box: SecretBox;
  readonly webhookPolicy: WebhookPolicy;
}

export interface WebhookPolicy {
  readonly overlapSeconds: number;
  readonly giveUpSeconds: number;
  readonly keepSeconds: number;
}

/** The module's parts, put together. */
export function notificationsContainer(platform: Platform, options: NotificationsOptions): DependencyContainer {
  const { events, clock } = platform;
  const parts = container.createChildContainer();
  parts.register(MAILER, { useFactory: instanceCachingFactory(options.mailer) });
  parts.register(WEBHOOK_SENDER, { useFactory: instanceCachingFactory(options.webhookSender) });
  parts.register(NOTIFY, { useFactory: () => notify({ notifications, erasedUsers, events, clock }) });
  parts.register(NOTIFY_ORDER_CONTACT, {
    useFactory: (c) => notifyOrderContact({ orderContacts, notify: c.resolve(NOTIFY) }),
  });
  parts.register(KEEP_CONTACTS, { useFactory: () => keepContacts({ orderContacts, erasedUsers }) });
  parts.register(ERASE_USER, { useFactory: () => eraseUser({ erasedUsers, clock }) });
  parts.register(SEND_MAIL, {
    useFactory: (c) => sendMail({ notifications, mailer: c.resolve(MAILER), events, clock }),
  });
  parts.register(WEBHOOKS, {
    useFactory: instanceCachingFactory((c) =>
      webhooks(platform, { ...options.webhookPolicy, sender: c.resolve(WEBHOOK_SENDER), box: options.box }),
    ),
  });
  return parts;
}

type Webhooks = ReturnType<typeof webhooks>;

interface WebhookDeps extends WebhookPolicy {
  readonly sender: WebhookSender;
  readonly box: SecretBox;
}

/** What can be done about webhooks. */
function webhooks({ events, signals, clock }: Platform, { sender, box, ...policy }: WebhookDeps) {
  const shared = {
    webhookEndpoints,
    webhookEvents,
    webhookDeliveries,
    webhookLog,
    sender,
    box,
    events,
    signals,
    clock,
    ...policy,
  };
  return {
    createWebhookEndpoint: createWebhookEndpoint(shared),
    changeWebhookEndpoint: changeWebhookEndpoint(shared),
    deleteWebhookEndpoint: deleteWebhookEndpoint(shared),
    rotateWebhookSecret: rotateWebhookSecret(shared),
    resealWebhookSecrets: resealWebhookSecrets(shared),
    queueWebhooks: queueWebhooks(shared),
    deliverWebhook: deliverWebhook({ ...shared, chance: Math.random }),
    sendTestWebhook: sendTestWebhook(shared),
    replayWebhooks: replayWebhooks(shared),
    pruneWebhookLog: pruneWebhookLog(shared),
  };
}
