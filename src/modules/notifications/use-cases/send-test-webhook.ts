import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { EndpointDisabled, EndpointNotFound } from '../domain/errors.ts';
import { TEST_EVENT_TYPE } from '../domain/public-event.ts';
import { HEALTHY } from '../domain/webhook-endpoint.ts';
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

/** Whoever tests wants to know now: one try, and no pause before it. */
const TEST_TRIES = 1;

/** Notes a delivery of an event that says nothing, to this endpoint alone. Answers the id of the delivery. */
export const sendTestWebhook =
  ({ webhookEndpoints, webhookEvents, webhookDeliveries, signals, clock }: Deps) =>
  async (tx: Tx, endpointId: string): Promise<string> => {
    const endpoint = await webhookEndpoints.lock(tx, endpointId);
    if (!endpoint) throw new EndpointNotFound();
    if (endpoint.disabledBecause !== undefined) throw new EndpointDisabled();
    const [id, eventId, at] = [newId(), newId(), clock.now()];
    await webhookEndpoints.save(tx, { ...endpoint, health: { ...endpoint.health, resumeAt: HEALTHY.resumeAt } });
    await webhookEvents.addAll(tx, [{ id: eventId, type: TEST_EVENT_TYPE, timestamp: at, data: { endpointId } }], at);
    const delivery = { id, endpointId, eventId, eventType: TEST_EVENT_TYPE, status: 'pending' as const, at };
    await webhookDeliveries.addAll(tx, [delivery], TEST_TRIES);
    tx.afterCommit(() => signals.notify(WEBHOOKS_DUE));
    return id;
  };
export type SendTestWebhook = ReturnType<typeof sendTestWebhook>;
