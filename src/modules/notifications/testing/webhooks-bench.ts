import { afterAll, beforeEach } from 'vitest';
import type { Database, Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Platform } from '#shared-kernel/module.ts';
import { secretBox } from '#shared-kernel/secret-box.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import { httpWebhookSender } from '../adapters/http-webhook-sender.ts';
import { notificationsContainer, WEBHOOKS } from '../container.ts';
import type { PublicEvent } from '../domain/public-event.ts';
import type { Attempt } from '../domain/webhook-delivery.ts';
import type { EndpointParts } from '../domain/webhook-endpoint.ts';
import type { ClaimedDelivery } from '../persistence/webhook-deliveries.ts';
import type { WebhookSender } from '../ports/webhook-sender.ts';
import { getWebhookDelivery, listWebhookDeliveries } from '../queries/list-webhook-deliveries.ts';
import { getWebhookEndpoint } from '../queries/list-webhook-endpoints.ts';

const DAY_SECONDS = 86_400;
const OLD_KEY = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW_KEY = `new:${Buffer.alloc(32, 2).toString('base64')}`;

/** Webhooks on a database of the test file's own, sent for real to receivers on this machine. */
export function webhooksBench() {
  const testing = testDatabase('notifications');
  const { database, admin } = testing;
  const clock = fixedClock(new Date().toISOString());
  const events = recordingEventBus('notifications', clock);
  const platform = testPlatform('notifications', testing, { clock, events });
  const sender = httpWebhookSender({ timeoutMs: 2_000, allowLoopback: true });
  const useCases = useCasesWith(platform, sender, OLD_KEY);
  beforeEach(async () => {
    await admin.run('truncate notifications.webhook_endpoints, notifications.webhook_events cascade');
    events.clear();
  });
  afterAll(() => sender.close());
  return {
    ...{ database, admin, clock, events, platform },
    ...useCases,
    ...writing(database, useCases),
    ...reading(database),
    /** The same with a new key in front of the old one. */
    afterRotation: () => useCasesWith(platform, sender, `${NEW_KEY},${OLD_KEY}`),
    /** The same once the old key is gone. */
    withoutOldKey: () => useCasesWith(platform, sender, NEW_KEY),
    /** As if the endpoint had never failed. */
    heal: (id: string) => admin.sql`
      update notifications.webhook_endpoints set failures = 0, failing_since = null, resume_at = null where id = ${id}`,
  };
}

/** Something that happened. */
export function publicEvent(more: Partial<PublicEvent> = {}): PublicEvent {
  return { id: newId(), type: 'order.placed', timestamp: new Date(), data: { number: 'T-1', sequence: 1 }, ...more };
}

type UseCases = ReturnType<typeof useCasesWith>;

function useCasesWith(platform: Platform, sender: WebhookSender, keys: string) {
  const options = {
    mailer: () => {
      throw new Error('nobody sends mails here');
    },
    webhookSender: () => sender,
    box: secretBox({ purpose: 'test', keys, setting: 'KEYS', directory: platform.directory }),
    webhookPolicy: { overlapSeconds: DAY_SECONDS, giveUpSeconds: 5 * DAY_SECONDS, keepSeconds: 30 * DAY_SECONDS },
  };
  return notificationsContainer(platform, options).resolve(WEBHOOKS);
}

function writing(database: Database, { createWebhookEndpoint, queueWebhooks, deliverWebhook }: UseCases) {
  const change = <T>(work: (tx: Tx) => Promise<T>) => database.transaction({ correlationId: 'test' }, work);
  const claim = (room: { readonly healthy?: number; readonly failing?: number } = {}) =>
    change((tx) => deliverWebhook.claim(tx, { healthy: 48, failing: 16, ...room }));
  const send = (delivery: ClaimedDelivery) => deliverWebhook.send(delivery, new AbortController().signal);
  const settle = (delivery: ClaimedDelivery, attempt: Attempt) => change((tx) => deliverWebhook.settle(tx, delivery, attempt));
  const attempt = async (delivery: ClaimedDelivery) => settle(delivery, await send(delivery));
  return {
    change,
    claim,
    send,
    settle,
    attempt,
    create: (url: string, { description = '', eventTypes = ['*'], enabled = true }: EndpointParts = {}) =>
      change((tx) => createWebhookEndpoint(tx, { url, description, eventTypes, enabled })),
    /** Has these events told to whoever wants them. */
    tell: (...told: readonly PublicEvent[]) => change((tx) => queueWebhooks(tx, told)),
    /** Attempts all that is due, once each. Answers how many there were. */
    async sendDue(): Promise<number> {
      const claimed = await claim();
      await Promise.all(claimed.map(attempt));
      return claimed.length;
    },
  };
}

function reading(database: Database) {
  return {
    log: (endpointId: string) => database.read((db) => listWebhookDeliveries(db, { endpointId, limit: 100 })),
    delivery: (id: string) => database.read((db) => getWebhookDelivery(db, id)),
    endpoint: (id: string) => database.read((db) => getWebhookEndpoint(db, id)),
  };
}
