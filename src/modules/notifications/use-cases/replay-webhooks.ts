import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { DeliveryNotFound, EndpointDisabled, EndpointNotFound } from '../domain/errors.ts';
import { type DeliveryStatus, TRIES } from '../domain/webhook-delivery.ts';
import { HEALTHY } from '../domain/webhook-endpoint.ts';
import type { WebhookDeliveries } from '../persistence/webhook-deliveries.ts';
import type { WebhookEndpoints } from '../persistence/webhook-endpoints.ts';
import { WEBHOOKS_DUE } from './webhooks-due.ts';

interface Deps {
  readonly webhookEndpoints: WebhookEndpoints;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly signals: Signals;
  readonly clock: Clock;
}

export interface ReplayWebhooksInput {
  readonly endpointId: string;
  readonly since: Date;
  /** Now, where it is left out. */
  readonly until?: Date | undefined;
  readonly statuses: readonly DeliveryStatus[];
}

/** More in one transaction would take too long. */
const MOST_AT_ONCE = 5_000;

/** Sends again what was sent, or missed, before: with the same `webhook-id`, and with all its tries. */
export const replayWebhooks = (deps: Deps) => ({
  async one(tx: Tx, id: string): Promise<void> {
    const endpointId = await deps.webhookDeliveries.endpointOf(tx, id);
    if (endpointId === undefined) throw new DeliveryNotFound();
    // The endpoint before the delivery, as whoever claims does: the other way round the two could deadlock.
    await resume(deps, tx, endpointId, new DeliveryNotFound());
    await deps.webhookDeliveries.replay(tx, id, TRIES, deps.clock.now());
  },

  /** Those noted since then, oldest first. `more` says that there are some left: ask again. */
  async since(tx: Tx, { until = deps.clock.now(), ...choice }: ReplayWebhooksInput) {
    await resume(deps, tx, choice.endpointId, new EndpointNotFound());
    const at = deps.clock.now();
    const count = await deps.webhookDeliveries.replayMany(tx, { ...choice, until, tries: TRIES, at, limit: MOST_AT_ONCE });
    return { count, more: count === MOST_AT_ONCE };
  },
});
export type ReplayWebhooks = ReturnType<typeof replayWebhooks>;

/** Ends a pause of the endpoint: whoever replays has put it right. */
async function resume({ webhookEndpoints, signals }: Deps, tx: Tx, id: string, absent: Error): Promise<void> {
  const endpoint = await webhookEndpoints.lock(tx, id);
  if (!endpoint) throw absent;
  if (endpoint.disabledBecause !== undefined) throw new EndpointDisabled();
  await webhookEndpoints.save(tx, { ...endpoint, health: { ...endpoint.health, resumeAt: HEALTHY.resumeAt } });
  tx.afterCommit(() => signals.notify(WEBHOOKS_DUE));
}
