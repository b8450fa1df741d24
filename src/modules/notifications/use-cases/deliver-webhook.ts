import { WebhookEndpointDisabledV1 } from '#contracts/notifications/webhook-endpoint-disabled.v1.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { derivedId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { type Attempt, afterAttempt } from '../domain/webhook-delivery.ts';
import { activeSecrets, afterFailure, type DisabledBecause } from '../domain/webhook-endpoint.ts';
import type { ClaimedDelivery, ClaimRoom, WebhookDeliveries } from '../persistence/webhook-deliveries.ts';
import type { WebhookEndpoints } from '../persistence/webhook-endpoints.ts';
import type { WebhookSender } from '../ports/webhook-sender.ts';
import { openSecret } from './webhook-secrets.ts';
import { deliveryEnded } from './webhooks-due.ts';

interface Deps {
  readonly webhookEndpoints: WebhookEndpoints;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly sender: Pick<WebhookSender, 'send'>;
  readonly box: SecretBox;
  readonly events: EventBus;
  readonly signals: Signals;
  readonly clock: Clock;
  /** Between 0 and 1. */
  readonly chance: () => number;
  /** An endpoint that fails for so long is disabled. */
  readonly giveUpSeconds: number;
}

/** How many deliveries a process has room for. */
export type DeliveryRoom = Pick<ClaimRoom, 'healthy' | 'failing'>;

/**
 * One attempt in three steps: it is claimed, made outside any transaction, and what came of it is recorded. Where the
 * process dies in between, the claim lapses and the attempt is made again, with the same `webhook-id`: at least once.
 */
export const deliverWebhook = (deps: Deps) => {
  const { webhookEndpoints, webhookDeliveries, sender, box, signals, clock, chance } = deps;
  return {
    claim(tx: Tx, room: DeliveryRoom): Promise<readonly ClaimedDelivery[]> {
      const now = clock.now();
      return webhookDeliveries.claim(tx, { ...room, now, until: secondsAfter(now, CLAIM_SECONDS), perEndpoint: PER_ENDPOINT });
    },

    send({ endpointId, eventId, url, body, secrets }: ClaimedDelivery, signal: AbortSignal): Promise<Attempt> {
      const at = clock.now();
      const signing = activeSecrets(secrets, at).map(({ sealed }) => openSecret(box, endpointId, sealed));
      return sender.send({ url, body, at, secrets: signing, webhookId: webhookIdOf(endpointId, eventId) }, signal);
    },

    /** Answers why the endpoint is disabled from now on, if it is. */
    async settle(tx: Tx, delivery: ClaimedDelivery, attempt: Attempt): Promise<DisabledBecause | undefined> {
      const state = afterAttempt(attempt, delivery.triesLeft, clock.now(), chance());
      if (!(await webhookDeliveries.settle(tx, delivery, attempt, state))) return undefined;
      tx.afterCommit(() => signals.notify(deliveryEnded(delivery.id)));
      if (attempt.outcome !== 'delivered') return noteFailure(deps, tx, delivery.endpointId, attempt);
      await webhookEndpoints.markHealthy(tx, delivery.endpointId);
      return undefined;
    },
  };
};
export type DeliverWebhook = ReturnType<typeof deliverWebhook>;

/** What a receiver knows a repetition by. */
export function webhookIdOf(endpointId: string, eventId: string): string {
  return `msg_${derivedId('webhook', endpointId, eventId)}`;
}

/** Longer than an attempt can take: a claim that lapses under way sends twice. */
const CLAIM_SECONDS = 60;
/** Attempts at the same time to one endpoint, in all processes together. */
const PER_ENDPOINT = 4;

async function noteFailure(deps: Deps, tx: Tx, endpointId: string, attempt: Attempt): Promise<DisabledBecause | undefined> {
  const { webhookEndpoints, events, giveUpSeconds } = deps;
  const endpoint = await webhookEndpoints.lock(tx, endpointId);
  if (!endpoint) return undefined;
  const { health, disabledBecause: reason } = afterFailure(endpoint.health, attempt, giveUpSeconds);
  if (reason === undefined || endpoint.disabledBecause !== undefined) {
    await webhookEndpoints.save(tx, { ...endpoint, health });
    return undefined;
  }
  const [version, timesDisabled] = [endpoint.version + 1, endpoint.timesDisabled + 1];
  await webhookEndpoints.save(tx, {
    ...endpoint,
    health,
    version,
    timesDisabled,
    disabledBecause: reason,
    updatedAt: attempt.at,
  });
  const payload = { endpointId, reason, failingSince: (health.failingSince ?? attempt.at).toISOString() };
  events.publish(tx, WebhookEndpointDisabledV1, { subject: endpointId, sequence: timesDisabled, payload });
  return reason;
}
