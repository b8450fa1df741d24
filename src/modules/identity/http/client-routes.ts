import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, ListOf, pageOf } from '#shared-kernel/paging.ts';
import { listClients } from '../queries/list-clients.ts';
import type { CreateClient } from '../use-cases/create-client.ts';
import type { RevokeClient } from '../use-cases/revoke-client.ts';
import type { RotateClientSecret } from '../use-cases/rotate-client-secret.ts';
import { adminOf } from './caller.ts';
import {
  ClientView,
  ClientWithSecret,
  CreateClientBody,
  IdParams,
  ListClientsQuery,
  RotateSecretBody,
} from './client-schemas.ts';
import { clientOf } from './views.ts';

export interface ClientRoutesDeps {
  readonly createClient: CreateClient;
  readonly rotateClientSecret: RotateClientSecret;
  readonly revokeClient: RevokeClient;
}

const UNCACHED = { 'cache-control': 'no-store' };
const FOR_ADMINS = ['identity.admins_only', 'identity.users_only'];

/** Programs that sign in for themselves: OAuth clients, and API keys. */
export function clientRoutes(deps: ClientRoutesDeps): readonly Route[] {
  return [createRoute(deps), listRoute(), rotateRoute(deps), revokeRoute(deps)];
}

function createRoute({ createClient }: ClientRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/clients',
    operationId: 'createClient',
    summary: 'Make an OAuth client or an API key',
    description:
      'For admins, who can hand on no scope that they do not hold. The answer shows the secret, and nothing else ever does.',
    access: 'identity:write',
    // The answer holds a secret, which must not be stored.
    idempotencyKey: 'unused',
    body: CreateClientBody,
    replies: { 201: ClientWithSecret },
    refusals: { 403: [...FOR_ADMINS, 'identity.scope_not_held'] },
    async handle(request) {
      const admin = adminOf(request);
      const { kind, name } = request.body;
      const scopes = 'scopes' in request.body ? request.body.scopes : [];
      const by = { kind: 'user', id: admin.id } as const;
      return request.transaction(async (tx) => {
        const { client, secret } = await createClient(tx, { kind, name, scopes, by, held: admin.scopes });
        return { status: 201, headers: UNCACHED, body: { ...clientOf(client), secret } };
      });
    },
  });
}

const Cursor = z.strictObject({ id: z.uuid() });

function listRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/clients',
    operationId: 'listClients',
    summary: 'List OAuth clients and API keys, newest first',
    description: 'For admins. Also those that were revoked.',
    access: 'identity:read',
    query: ListClientsQuery,
    replies: { 200: ListOf(ClientView) },
    refusals: { 403: FOR_ADMINS },
    async handle(request) {
      adminOf(request);
      const { limit, cursor, kind } = request.query;
      const afterId = cursorKey(cursor, Cursor)?.id;
      const clients = await request.read((db) => listClients(db, { kind, afterId, limit: limit + 1 }));
      return { status: 200 as const, body: pageOf(clients.map(clientOf), limit, ({ id }) => ({ id })) };
    },
  });
}

function rotateRoute({ rotateClientSecret }: ClientRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/clients/{id}/secrets',
    operationId: 'rotateClientSecret',
    summary: 'Give a client a new secret',
    description:
      'For admins. The secrets of before stay good for `overlapSeconds`, a day if it is left out, so that a program can be given ' +
      'the new one without a pause. With 0 they end at once, and the access tokens that were got with them, too.',
    access: 'identity:write',
    idempotencyKey: 'unused',
    params: IdParams,
    body: RotateSecretBody,
    replies: { 201: ClientWithSecret },
    refusals: { 403: FOR_ADMINS, 404: ['identity.client_not_found'], 409: ['identity.client_revoked'] },
    async handle(request) {
      const by = { kind: 'user', id: adminOf(request).id } as const;
      const { overlapSeconds } = request.body;
      return request.transaction(async (tx) => {
        const rotated = await rotateClientSecret(tx, { clientId: request.params.id, by, overlapSeconds });
        return { status: 201, headers: UNCACHED, body: { ...clientOf(rotated.client), secret: rotated.secret } };
      });
    },
  });
}

function revokeRoute({ revokeClient }: ClientRoutesDeps): Route {
  return defineRoute({
    method: 'delete',
    path: '/v1/clients/{id}',
    operationId: 'revokeClient',
    summary: 'Revoke an OAuth client or an API key',
    description: 'For admins. For good: its secrets end, and within seconds its access tokens everywhere.',
    access: 'identity:write',
    params: IdParams,
    replies: { 204: z.undefined() },
    refusals: { 403: FOR_ADMINS, 404: ['identity.client_not_found'] },
    async handle(request) {
      const by = { kind: 'user', id: adminOf(request).id } as const;
      return request.transaction(async (tx) => {
        await revokeClient(tx, { clientId: request.params.id, by });
        return { status: 204, body: undefined };
      });
    },
  });
}
