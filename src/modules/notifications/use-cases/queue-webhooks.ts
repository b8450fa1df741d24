import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { PublicEvent } from '../domain/public-event.ts';
import { TRIES } from '../domain/webhook-delivery.ts';
import { wants } from '../domain/webhook-endpoint.ts';
import type { WebhookDeliveries } from '../persistence/webhook-deliveries.ts';
import type { WebhookEndpoints } from '../persistence/webhook-endpoints.ts';
import type { WebhookEvents } from '../persistence/webhook-events.ts';
import { WEBHOOKS_DUE } from './webhooks-due.ts';

interface Deps {
  readonly webhookEndpoints: WebhookEndpoints;
  readonly webhookEvents: WebhookEvents;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly signals: Signals;
  readonly clock: Clock;
}

/** An event that its subscription has put into public words. */
export type PublicEventToQueue = PublicEvent;

/** Notes a delivery of each event for each endpoint that wants it; for one that is disabled, that it missed it. */
export const queueWebhooks =
  ({ webhookEndpoints, webhookEvents, webhookDeliveries, signals, clock }: Deps) =>
  async (tx: Tx, events: readonly PublicEventToQueue[]): Promise<void> => {
    const endpoints = await webhookEndpoints.listening(tx);
    const at = clock.now();
    const deliveries = events.flatMap((event) =>
      endpoints
        .filter((endpoint) => wants(endpoint, event.type))
        .map(({ id: endpointId, enabled }) => {
          const status = enabled ? ('pending' as const) : ('missed' as const);
          return { id: newId(), endpointId, eventId: event.id, eventType: event.type, status, at };
        }),
    );
    if (deliveries.length === 0) return;
    const told = new Set(deliveries.map(({ eventId }) => eventId));
    await webhookEvents.addAll(
      tx,
      events.filter(({ id }) => told.has(id)),
      at,
    );
    await webhookDeliveries.addAll(tx, deliveries, TRIES);
    tx.afterCommit(() => signals.notify(WEBHOOKS_DUE));
  };
export type QueueWebhooks = ReturnType<typeof queueWebhooks>;
