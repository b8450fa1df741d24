import { z } from 'zod';
import type { Db } from '#shared-kernel/database/database.ts';
import { defineRoute, type Reply, type Route, type RouteRequest } from '#shared-kernel/http.ts';
import { cursorKey, pageOf } from '#shared-kernel/paging.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { DeliveryNotFound, EndpointNotFound } from '../domain/errors.ts';
import { getWebhookDelivery, listWebhookDeliveries } from '../queries/list-webhook-deliveries.ts';
import { getWebhookEndpoint } from '../queries/list-webhook-endpoints.ts';
import type { ReplayWebhooks } from '../use-cases/replay-webhooks.ts';
import type { SendTestWebhook } from '../use-cases/send-test-webhook.ts';
import { deliveryEnded } from '../use-cases/webhooks-due.ts';
import {
  DeliveryParams,
  EndpointParams,
  NoBody,
  ReplayedWebhooks,
  ReplayWebhooksBody,
  WebhookDeliveriesQuery,
  WebhookDelivery,
  WebhookDeliveryList,
} from './webhook-schemas.ts';
import { showDelivery, staffOnly } from './webhook-views.ts';

export interface WebhookDeliveryRoutesDeps {
  readonly sendTestWebhook: SendTestWebhook;
  readonly replayWebhooks: ReplayWebhooks;
  readonly signals: Signals;
}

/** What was sent, and having it sent again. */
export function webhookDeliveryRoutes(deps: WebhookDeliveryRoutesDeps): readonly Route[] {
  return [testRoute(deps), listRoute(), showRoute(), replayRoute(deps), replaySinceRoute(deps)];
}

const STAFF_ONLY = ['notifications.staff_only'];
const NO_ENDPOINT = ['notifications.webhook_endpoint_not_found'];
const NO_DELIVERY = ['notifications.webhook_delivery_not_found'];
const DISABLED = ['notifications.webhook_endpoint_disabled'];

function testRoute({ sendTestWebhook, signals }: WebhookDeliveryRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/test',
    operationId: 'testWebhookEndpoint',
    summary: 'Send a `webhook.test` event, once',
    description: 'Answers 202 with the delivery under way; with `Prefer: wait=10` the answer is 201 with what came of it.',
    access: 'notifications:write',
    params: EndpointParams,
    body: NoBody,
    replies: { 201: WebhookDelivery, 202: WebhookDelivery },
    refusals: { 403: STAFF_ONLY, 404: NO_ENDPOINT, 409: DISABLED },
    waitFor: (request, reply) => waitForEnd(request, WebhookDelivery.parse(reply.body).id, signals),
    handle(request) {
      staffOnly(request);
      return request.transaction(async (tx) => {
        const id = await sendTestWebhook(tx, request.params.id);
        return { status: 202 as const, headers: headersFor(id), body: await shown(tx, id) };
      });
    },
  });
}

function listRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/webhook-endpoints/{id}/deliveries',
    operationId: 'listWebhookDeliveries',
    summary: 'List what was, or is to be, sent to an endpoint, newest first',
    access: 'notifications:read',
    params: EndpointParams,
    query: WebhookDeliveriesQuery,
    replies: { 200: WebhookDeliveryList },
    refusals: { 403: STAFF_ONLY, 404: NO_ENDPOINT },
    async handle(request) {
      staffOnly(request);
      const { limit, cursor, status, eventType } = request.query;
      const filter = { endpointId: request.params.id, eventType, statuses: status && [status] };
      const before = cursorKey(cursor, z.uuid());
      const rows = await request.read(async (db) => {
        if (!(await getWebhookEndpoint(db, request.params.id))) throw new EndpointNotFound();
        return listWebhookDeliveries(db, { ...filter, before, limit: limit + 1 });
      });
      return { status: 200 as const, body: pageOf(rows.map(showDelivery), limit, ({ id }) => id) };
    },
  });
}

function showRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/webhook-deliveries/{id}',
    operationId: 'getWebhookDelivery',
    summary: 'Read a webhook delivery',
    access: 'notifications:read',
    params: DeliveryParams,
    replies: { 200: WebhookDelivery },
    refusals: { 403: STAFF_ONLY, 404: NO_DELIVERY },
    async handle(request) {
      staffOnly(request);
      return { status: 200 as const, body: await request.read((db) => shown(db, request.params.id)) };
    },
  });
}

function replayRoute({ replayWebhooks, signals }: WebhookDeliveryRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/webhook-deliveries/{id}/replay',
    operationId: 'replayWebhook',
    summary: 'Send a delivery again',
    description: 'With the same `webhook-id` and with all its tries. `Prefer: wait=10` waits for it to end.',
    access: 'notifications:write',
    params: DeliveryParams,
    body: NoBody,
    replies: { 201: WebhookDelivery, 202: WebhookDelivery },
    refusals: { 403: STAFF_ONLY, 404: NO_DELIVERY, 409: DISABLED },
    waitFor: (request, reply) => waitForEnd(request, WebhookDelivery.parse(reply.body).id, signals),
    handle(request) {
      staffOnly(request);
      const { id } = request.params;
      return request.transaction(async (tx) => {
        await replayWebhooks.one(tx, id);
        return { status: 202 as const, headers: headersFor(id), body: await shown(tx, id) };
      });
    },
  });
}

function replaySinceRoute({ replayWebhooks }: WebhookDeliveryRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/replays',
    operationId: 'replayWebhooksSince',
    summary: 'Send again what an endpoint missed or refused since a time',
    description: 'Up to 5,000 at once, oldest first, each with the `webhook-id` that it had.',
    access: 'notifications:write',
    params: EndpointParams,
    body: ReplayWebhooksBody,
    replies: { 202: ReplayedWebhooks },
    refusals: { 403: STAFF_ONLY, 404: NO_ENDPOINT, 409: DISABLED },
    handle(request) {
      staffOnly(request);
      const { since, until, includeDelivered } = request.body;
      const statuses = includeDelivered ? (['failed', 'missed', 'delivered'] as const) : (['failed', 'missed'] as const);
      const choice = {
        endpointId: request.params.id,
        since: new Date(since),
        until: until === undefined ? undefined : new Date(until),
        statuses,
      };
      return request.transaction(async (tx) => ({ status: 202, body: await replayWebhooks.since(tx, choice) }));
    },
  });
}

const headersFor = (id: string) => ({ location: `/v1/webhook-deliveries/${id}`, 'retry-after': '1' });

async function shown(db: Db, id: string) {
  const delivery = await getWebhookDelivery(db, id);
  if (!delivery) throw new DeliveryNotFound();
  return showDelivery(delivery);
}

/** How often to look without being woken: another process may have sent it. */
const LOOK_AGAIN_MS = 500;

async function waitForEnd(
  request: Pick<RouteRequest, 'read' | 'signal'>,
  id: string,
  signals: Signals,
): Promise<Reply | undefined> {
  while (!request.signal.aborted) {
    const ended = signals.wait(deliveryEnded(id), LOOK_AGAIN_MS, request.signal);
    const delivery = await request.read((db) => shown(db, id));
    if (delivery.status !== 'pending') return { status: 201, body: delivery };
    await ended;
  }
  return undefined;
}
