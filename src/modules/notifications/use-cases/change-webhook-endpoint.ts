import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { EndpointNotFound, StaleEndpoint, UrlRefused } from '../domain/errors.ts';
import { changedEndpoint, type EndpointParts, type WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { WebhookEndpoints } from '../persistence/webhook-endpoints.ts';
import type { WebhookSender } from '../ports/webhook-sender.ts';
import { WEBHOOKS_DUE } from './webhooks-due.ts';

interface Deps {
  readonly webhookEndpoints: WebhookEndpoints;
  readonly sender: Pick<WebhookSender, 'refusalOf'>;
  readonly signals: Signals;
  readonly clock: Clock;
}

export interface SeenEndpoint {
  readonly id: string;
  /** The version that the caller has seen; undefined for whichever there is. */
  readonly version: string | undefined;
}

/** Replaces parts of an endpoint. */
export const changeWebhookEndpoint =
  ({ webhookEndpoints, sender, signals, clock }: Deps) =>
  async (tx: Tx, seen: SeenEndpoint, parts: EndpointParts): Promise<WebhookEndpoint> => {
    const refusal = parts.url === undefined ? undefined : sender.refusalOf(parts.url);
    if (refusal !== undefined) throw new UrlRefused(refusal);
    const endpoint = changedEndpoint(await lockSeen(webhookEndpoints, tx, seen), parts, clock.now());
    await webhookEndpoints.save(tx, endpoint);
    tx.afterCommit(() => signals.notify(WEBHOOKS_DUE));
    return endpoint;
  };
export type ChangeWebhookEndpoint = ReturnType<typeof changeWebhookEndpoint>;

/** The endpoint as the caller has seen it, locked. Throws where there is none, or somebody changed it. */
export async function lockSeen(endpoints: WebhookEndpoints, tx: Tx, { id, version }: SeenEndpoint): Promise<WebhookEndpoint> {
  const endpoint = await endpoints.lock(tx, id);
  if (!endpoint) throw new EndpointNotFound();
  if (version !== undefined && String(endpoint.version) !== version) throw new StaleEndpoint();
  return endpoint;
}
