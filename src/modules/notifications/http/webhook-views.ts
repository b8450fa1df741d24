import type { z } from 'zod';
import type { RouteRequest } from '#shared-kernel/http.ts';
import { isStaff } from '#shared-kernel/tokens.ts';
import { StaffOnly } from '../domain/errors.ts';
import type { WebhookDeliveryView } from '../queries/list-webhook-deliveries.ts';
import type { WebhookEndpointView } from '../queries/list-webhook-endpoints.ts';
import { webhookIdOf } from '../use-cases/deliver-webhook.ts';
import type { WebhookDelivery, WebhookEndpoint } from './webhook-schemas.ts';

/** Scopes alone do not do: customers may read their notifications. */
export function staffOnly({ principal }: Pick<RouteRequest, 'principal'>): void {
  if (!isStaff(principal)) throw new StaffOnly();
}

export function showEndpoint(endpoint: Omit<WebhookEndpointView, 'version'>): z.input<typeof WebhookEndpoint> {
  const { id, url, description, disabledBecause, failingSince, createdAt, updatedAt } = endpoint;
  return {
    id,
    url,
    eventTypes: [...endpoint.eventTypes],
    description,
    enabled: disabledBecause === undefined,
    disabledBecause,
    failingSince: failingSince?.toISOString(),
    secrets: endpoint.secrets.map((secret) => ({
      createdAt: secret.createdAt.toISOString(),
      endsAt: secret.endsAt?.toISOString(),
    })),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

export function showDelivery(delivery: WebhookDeliveryView): z.input<typeof WebhookDelivery> {
  const { createdAt, nextAttemptAt, endedAt, attempts, ...rest } = delivery;
  return {
    ...rest,
    webhookId: webhookIdOf(delivery.endpointId, delivery.eventId),
    createdAt: createdAt.toISOString(),
    nextAttemptAt: nextAttemptAt?.toISOString(),
    endedAt: endedAt?.toISOString(),
    attempts: attempts.map(({ number, at, outcome, status, durationMs }) => ({
      number,
      at: at.toISOString(),
      outcome,
      status,
      durationMs,
    })),
  };
}
