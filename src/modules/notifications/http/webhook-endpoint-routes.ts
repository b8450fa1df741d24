import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, PageQuery, pageOf } from '#shared-kernel/paging.ts';
import { EndpointNotFound } from '../domain/errors.ts';
import type { WebhookEndpoint as Endpoint } from '../domain/webhook-endpoint.ts';
import { getWebhookEndpoint, listWebhookEndpoints } from '../queries/list-webhook-endpoints.ts';
import type { ChangeWebhookEndpoint } from '../use-cases/change-webhook-endpoint.ts';
import type { CreateWebhookEndpoint } from '../use-cases/create-webhook-endpoint.ts';
import type { DeleteWebhookEndpoint } from '../use-cases/delete-webhook-endpoint.ts';
import type { RotateWebhookSecret } from '../use-cases/rotate-webhook-secret.ts';
import {
  ChangeWebhookEndpointBody,
  CreateWebhookEndpointBody,
  EndpointParams,
  NewWebhookEndpoint,
  NoBody,
  WebhookEndpoint,
  WebhookEndpointList,
  WebhookSecret,
} from './webhook-schemas.ts';
import { showEndpoint, staffOnly } from './webhook-views.ts';

export interface WebhookEndpointRoutesDeps {
  readonly createWebhookEndpoint: CreateWebhookEndpoint;
  readonly changeWebhookEndpoint: ChangeWebhookEndpoint;
  readonly deleteWebhookEndpoint: DeleteWebhookEndpoint;
  readonly rotateWebhookSecret: RotateWebhookSecret;
}

/** Where others want to be told what happens, for staff and programs of the shop. */
export function webhookEndpointRoutes(deps: WebhookEndpointRoutesDeps): readonly Route[] {
  return [createRoute(deps), listRoute(), showRoute(), changeRoute(deps), deleteRoute(deps), rotateRoute(deps)];
}

const STAFF_ONLY = ['notifications.staff_only'];
const NOT_FOUND = ['notifications.webhook_endpoint_not_found'];

function createRoute({ createWebhookEndpoint }: WebhookEndpointRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints',
    operationId: 'createWebhookEndpoint',
    summary: 'Have events sent to a URL',
    description: 'The secret that signatures are verified with is in this answer and in no other.',
    access: 'notifications:write',
    body: CreateWebhookEndpointBody,
    idempotencyKey: 'unused',
    replies: { 201: NewWebhookEndpoint },
    refusals: {
      400: ['notifications.webhook_url_refused'],
      403: STAFF_ONLY,
      409: ['notifications.too_many_webhook_endpoints'],
    },
    handle(request) {
      staffOnly(request);
      return request.transaction(async (tx) => {
        const { endpoint, secret } = await createWebhookEndpoint(tx, request.body);
        const headers = { location: `/v1/webhook-endpoints/${endpoint.id}` };
        return { status: 201, headers, version: endpoint.version, body: { ...viewOf(endpoint), secret } };
      });
    },
  });
}

function listRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/webhook-endpoints',
    operationId: 'listWebhookEndpoints',
    summary: 'List webhook endpoints, newest first',
    access: 'notifications:read',
    query: PageQuery,
    replies: { 200: WebhookEndpointList },
    refusals: { 403: STAFF_ONLY },
    async handle(request) {
      staffOnly(request);
      const { limit, cursor } = request.query;
      const before = cursorKey(cursor, z.uuid());
      const rows = await request.read((db) => listWebhookEndpoints(db, { before, limit: limit + 1 }));
      return { status: 200 as const, body: pageOf(rows.map(showEndpoint), limit, ({ id }) => id) };
    },
  });
}

function showRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/webhook-endpoints/{id}',
    operationId: 'getWebhookEndpoint',
    summary: 'Read a webhook endpoint',
    access: 'notifications:read',
    params: EndpointParams,
    replies: { 200: WebhookEndpoint },
    refusals: { 403: STAFF_ONLY, 404: NOT_FOUND },
    async handle(request) {
      staffOnly(request);
      const endpoint = await request.read((db) => getWebhookEndpoint(db, request.params.id));
      if (!endpoint) throw new EndpointNotFound();
      return { status: 200 as const, version: endpoint.version, body: showEndpoint(endpoint) };
    },
  });
}

function changeRoute({ changeWebhookEndpoint }: WebhookEndpointRoutesDeps): Route {
  return defineRoute({
    method: 'patch',
    path: '/v1/webhook-endpoints/{id}',
    operationId: 'changeWebhookEndpoint',
    summary: 'Change a webhook endpoint, disable or enable it',
    description:
      'While it is disabled nothing is sent: what happens meanwhile is noted as `missed` and can be replayed. ' +
      'What was pending goes on once it is enabled.',
    access: 'notifications:write',
    params: EndpointParams,
    body: ChangeWebhookEndpointBody,
    ifMatch: 'required',
    replies: { 200: WebhookEndpoint },
    refusals: {
      400: ['notifications.webhook_url_refused'],
      403: STAFF_ONLY,
      404: NOT_FOUND,
      412: ['notifications.stale_webhook_endpoint'],
    },
    handle(request) {
      staffOnly(request);
      const { params, body, ifMatch: version } = request;
      return request.transaction(async (tx) => {
        const endpoint = await changeWebhookEndpoint(tx, { id: params.id, version }, body);
        return { status: 200, version: endpoint.version, body: viewOf(endpoint) };
      });
    },
  });
}

function deleteRoute({ deleteWebhookEndpoint }: WebhookEndpointRoutesDeps): Route {
  return defineRoute({
    method: 'delete',
    path: '/v1/webhook-endpoints/{id}',
    operationId: 'deleteWebhookEndpoint',
    summary: 'Delete a webhook endpoint and its log',
    access: 'notifications:write',
    params: EndpointParams,
    ifMatch: 'required',
    replies: { 204: z.undefined() },
    refusals: { 403: STAFF_ONLY, 404: NOT_FOUND, 412: ['notifications.stale_webhook_endpoint'] },
    handle(request) {
      staffOnly(request);
      const { params, ifMatch: version } = request;
      return request.transaction(async (tx) => {
        await deleteWebhookEndpoint(tx, { id: params.id, version });
        return { status: 204, body: undefined };
      });
    },
  });
}

function rotateRoute({ rotateWebhookSecret }: WebhookEndpointRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/secret-rotations',
    operationId: 'rotateWebhookSecret',
    summary: 'Get a new secret; those of before sign too for a while',
    description: 'The secret is in this answer and in no other.',
    access: 'notifications:write',
    params: EndpointParams,
    body: NoBody,
    idempotencyKey: 'unused',
    replies: { 201: WebhookSecret },
    refusals: { 403: STAFF_ONLY, 404: NOT_FOUND, 409: ['notifications.too_many_webhook_secrets'] },
    handle(request) {
      staffOnly(request);
      return request.transaction(async (tx) => {
        const { secret, overlapEnds } = await rotateWebhookSecret(tx, request.params.id);
        return { status: 201, body: { secret, othersEndAt: overlapEnds.toISOString() } };
      });
    },
  });
}

const viewOf = (endpoint: Endpoint) => showEndpoint({ ...endpoint, failingSince: endpoint.health.failingSince });
