import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { TooManyEndpoints, UrlRefused } from '../domain/errors.ts';
import type { EventSelector } from '../domain/public-event.ts';
import { HEALTHY, type WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { WebhookEndpoints } from '../persistence/webhook-endpoints.ts';
import type { WebhookSender } from '../ports/webhook-sender.ts';
import { newSecret, sealSecret } from './webhook-secrets.ts';

interface Deps {
  readonly webhookEndpoints: WebhookEndpoints;
  readonly sender: Pick<WebhookSender, 'refusalOf'>;
  readonly box: SecretBox;
  readonly clock: Clock;
}

export interface CreateWebhookEndpointInput {
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly EventSelector[];
  readonly enabled: boolean;
}

/** Every event is looked at for every endpoint, so there cannot be any number of them. */
const MOST_ENDPOINTS = 100;

/** Adds an endpoint. Its secret is shown this once. */
export const createWebhookEndpoint =
  ({ webhookEndpoints, sender, box, clock }: Deps) =>
  async (tx: Tx, { url, description, eventTypes, enabled }: CreateWebhookEndpointInput) => {
    const refusal = sender.refusalOf(url);
    if (refusal !== undefined) throw new UrlRefused(refusal);
    if ((await webhookEndpoints.lockCount(tx)) >= MOST_ENDPOINTS) throw new TooManyEndpoints(MOST_ENDPOINTS);
    const [id, secret, now] = [newId(), newSecret(), clock.now()];
    const endpoint: WebhookEndpoint = {
      id,
      version: 1,
      url,
      description,
      eventTypes,
      secrets: [{ sealed: sealSecret(box, id, secret), createdAt: now, endsAt: undefined }],
      disabledBecause: enabled ? undefined : 'requested',
      timesDisabled: 0,
      health: HEALTHY,
      createdAt: now,
      updatedAt: now,
    };
    await webhookEndpoints.add(tx, endpoint);
    return { endpoint, secret };
  };
export type CreateWebhookEndpoint = ReturnType<typeof createWebhookEndpoint>;
