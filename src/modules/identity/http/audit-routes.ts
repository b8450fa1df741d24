import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, ListOf, pageOf } from '#shared-kernel/paging.ts';
import { listAuditEvents } from '../queries/list-audit-events.ts';
import { adminOf } from './caller.ts';
import { AuditEvent, ListAuditEventsQuery } from './schemas.ts';
import { auditEventOf } from './views.ts';

const Cursor = z.strictObject({ id: z.uuid() });

/** What was done to accounts, sessions, credentials and keys, for those who must account for it. */
export const listAuditEventsRoute: Route = defineRoute({
  method: 'get',
  path: '/v1/audit-events',
  operationId: 'listAuditEvents',
  summary: 'List security-relevant acts, newest first',
  description: 'For admins. Audit events are never changed or removed, and name everybody by id alone.',
  access: 'identity:read',
  query: ListAuditEventsQuery,
  replies: { 200: ListOf(AuditEvent) },
  refusals: { 403: ['identity.admins_only', 'identity.users_only'] },
  async handle(request) {
    adminOf(request);
    const { limit, cursor, ...filter } = request.query;
    const afterId = cursorKey(cursor, Cursor)?.id;
    const events = await request.read((db) => listAuditEvents(db, { ...filter, afterId, limit: limit + 1 }));
    return { status: 200 as const, body: pageOf(events.map(auditEventOf), limit, ({ id }) => ({ id })) };
  },
});
