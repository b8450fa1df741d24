import type { Clock } from '#shared-kernel/clock.ts';
import { defineRoute, type Reply, type Route, type RouteRequest } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { ExportNotFound, ExportNotReady } from '../domain/privacy-request-errors.ts';
import { type ExportView, getExport, listExportedParts } from '../queries/get-privacy-request.ts';
import type { OpenExport } from '../use-cases/open-export.ts';
import type { PrepareExport } from '../use-cases/prepare-export.ts';
import type { RequestExport } from '../use-cases/request-export.ts';
import { userOf } from './caller.ts';
import { ExportContent, ExportStatus, RequestExportBody, RequestParams } from './privacy-request-schemas.ts';
import { endOf } from './wait-for-privacy-request.ts';

export interface ExportRoutesDeps {
  readonly clock: Clock;
  readonly signals: Signals;
  readonly prepareExport: PrepareExport;
  readonly requestExport: RequestExport;
  readonly openExport: OpenExport;
}

export function exportRoutes(deps: ExportRoutesDeps): readonly Route[] {
  return [requestExportRoute(deps), showExportRoute(deps), exportContentRoute(deps)];
}

function requestExportRoute(deps: ExportRoutesDeps): Route {
  const { prepareExport, requestExport, clock, signals } = deps;
  return defineRoute({
    method: 'post',
    path: '/v1/users/me/exports',
    operationId: 'requestExport',
    summary: 'Ask for everything that the shop holds of you',
    description:
      'Answers 202 while it is collected; `Prefer: wait=10` waits for the end. Asking again meanwhile answers with the same ' +
      'export. It can be fetched for seven days.',
    access: 'identity:write',
    body: RequestExportBody,
    replies: { 201: ExportStatus, 202: ExportStatus },
    refusals: { 403: ['identity.users_only'], 404: ['identity.user_not_found'] },
    async waitFor(request, { body }): Promise<Reply | undefined> {
      const { id } = ExportStatus.parse(body);
      const found = await endOf(request, { id, signals, look: (db) => getExport(db, id, clock.now()) });
      return found && { status: 201, headers: { location: `/v1/exports/${id}` }, body: statusOf(found) };
    },
    async handle(request) {
      const { id: userId } = userOf(request);
      const prepared = await prepareExport();
      return request.transaction(async (tx) => {
        const wanted = await requestExport(tx, { userId, ...prepared });
        return {
          status: 202 as const,
          headers: { location: `/v1/exports/${wanted.id}`, 'retry-after': '1' },
          body: statusOf({ ...wanted, completedAt: wanted.completedAt ?? null }),
        };
      });
    },
  });
}

function showExportRoute({ clock }: ExportRoutesDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/exports/{id}',
    operationId: 'getExport',
    summary: 'See how far an export is',
    access: 'identity:read',
    params: RequestParams,
    replies: { 200: ExportStatus },
    refusals: { 403: ['identity.users_only'], 404: ['identity.export_not_found'] },
    async handle(request) {
      const found = await ownExport(request, clock.now());
      return { status: 200 as const, body: statusOf(found), version: found.status };
    },
  });
}

function exportContentRoute({ clock, openExport }: ExportRoutesDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/exports/{id}/content',
    operationId: 'getExportContent',
    summary: 'Fetch an export',
    description: 'One section for each part of the shop that holds something. For nobody but the user, not even for staff.',
    access: 'identity:read',
    params: RequestParams,
    replies: { 200: ExportContent },
    refusals: {
      403: ['identity.users_only'],
      404: ['identity.export_not_found'],
      409: ['identity.export_not_ready'],
    },
    async handle(request) {
      const { id, userId, status, createdAt, sealedPrivateJwk } = await ownExport(request, clock.now());
      if (status !== 'completed') throw new ExportNotReady();
      const parts = await request.read((db) => listExportedParts(db, id));
      const sections = await openExport({ exportId: id, sealedPrivateJwk }, parts);
      return {
        status: 200 as const,
        headers: { 'content-disposition': 'attachment; filename="export.json"', 'cache-control': 'no-store' },
        body: { exportId: id, userId, requestedAt: createdAt.toISOString(), sections: [...sections] },
      };
    },
  });
}

type OwnRequest = Pick<RouteRequest<{ readonly id: string }>, 'params' | 'principal' | 'read'>;

async function ownExport(request: OwnRequest, now: Date): Promise<ExportView> {
  const { id: userId } = userOf(request);
  const found = await request.read((db) => getExport(db, request.params.id, now));
  if (found?.userId !== userId) throw new ExportNotFound();
  return found;
}

function statusOf({
  id,
  status,
  createdAt,
  completedAt,
  expiresAt,
}: Omit<ExportView, 'sealedPrivateJwk' | 'userId'>): ExportStatus {
  return {
    id,
    status,
    requestedAt: createdAt.toISOString(),
    ...(completedAt === null ? {} : { completedAt: completedAt.toISOString() }),
    expiresAt: expiresAt.toISOString(),
  };
}
