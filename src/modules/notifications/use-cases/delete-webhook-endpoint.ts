import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { WebhookEndpoints } from '../persistence/webhook-endpoints.ts';
import { lockSeen, type SeenEndpoint } from './change-webhook-endpoint.ts';

interface Deps {
  readonly webhookEndpoints: WebhookEndpoints;
  readonly clock: Clock;
}

/** Takes an endpoint away, with all that is still to be sent to it. What is under way right now may still arrive. */
export const deleteWebhookEndpoint =
  ({ webhookEndpoints, clock }: Deps) =>
  async (tx: Tx, seen: SeenEndpoint): Promise<void> => {
    const { id } = await lockSeen(webhookEndpoints, tx, seen);
    await webhookEndpoints.markDeleted(tx, id, clock.now());
  };
export type DeleteWebhookEndpoint = ReturnType<typeof deleteWebhookEndpoint>;
