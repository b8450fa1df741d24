import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, ListOf, pageOf } from '#shared-kernel/paging.ts';
import { listUsers } from '../queries/list-users.ts';
import type { AssignRoles } from '../use-cases/assign-roles.ts';
import { adminOf } from './caller.ts';
import { AssignRolesBody, ListUsersQuery, UserAccount, UserParams } from './schemas.ts';
import { accountOf } from './views.ts';

export interface AdminRoutesDeps {
  readonly assignRoles: AssignRoles;
}

/** What admins do with the accounts of others. */
export function adminRoutes(deps: AdminRoutesDeps): readonly Route[] {
  return [listRoute(), assignRolesRoute(deps)];
}

const Cursor = z.strictObject({ id: z.uuid() });

function listRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/users',
    operationId: 'listUsers',
    summary: 'List accounts, newest first',
    description: 'For admins.',
    access: 'identity:read',
    query: ListUsersQuery,
    replies: { 200: ListOf(UserAccount) },
    refusals: { 403: ['identity.admins_only', 'identity.users_only'] },
    async handle(request) {
      adminOf(request);
      const { limit, cursor, email, role } = request.query;
      const afterId = cursorKey(cursor, Cursor)?.id;
      const users = await request.read((db) => listUsers(db, { email, role, afterId, limit: limit + 1 }));
      return { status: 200 as const, body: pageOf(users.map(accountOf), limit, ({ id }) => ({ id })) };
    },
  });
}

function assignRolesRoute({ assignRoles }: AdminRoutesDeps): Route {
  return defineRoute({
    method: 'put',
    path: '/v1/users/{id}/roles',
    operationId: 'assignRoles',
    summary: 'Set the roles of a user',
    description: 'For admins. Within seconds the access tokens of the user end; the next one carries the new rights.',
    access: 'identity:write',
    params: UserParams,
    body: AssignRolesBody,
    replies: { 200: UserAccount },
    refusals: {
      403: ['identity.admins_only', 'identity.users_only'],
      404: ['identity.user_not_found'],
      409: ['identity.last_admin'],
    },
    async handle(request) {
      const { id: byUserId } = adminOf(request);
      return request.transaction(async (tx) => {
        const user = await assignRoles(tx, { byUserId, userId: request.params.id, roles: request.body.roles });
        return { status: 200, body: accountOf(user), version: user.version };
      });
    },
  });
}
