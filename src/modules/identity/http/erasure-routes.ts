import { createHash, randomBytes } from 'node:crypto';
import { defineRoute, type Reply, type Route, type RouteRequest } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { isStaff } from '#shared-kernel/tokens.ts';
import { ErasureNotFound } from '../domain/privacy-request-errors.ts';
import { type ErasureView, getErasure } from '../queries/get-privacy-request.ts';
import type { RequestErasure } from '../use-cases/request-erasure.ts';
import { userOf } from './caller.ts';
import { ErasureReceipt, RequestParams } from './privacy-request-schemas.ts';
import { endOf } from './wait-for-privacy-request.ts';

export interface ErasureRoutesDeps {
  readonly requestErasure: RequestErasure;
  readonly signals: Signals;
}

export function erasureRoutes(deps: ErasureRoutesDeps): readonly Route[] {
  return [eraseRoute(deps), showErasureRoute()];
}

function eraseRoute({ requestErasure, signals }: ErasureRoutesDeps): Route {
  return defineRoute({
    method: 'delete',
    path: '/v1/users/me',
    operationId: 'eraseOwnAccount',
    summary: 'Erase the own account',
    description:
      'The account is gone for good with this answer, and every session and token with it. What the rest of the shop holds ' +
      'is erased in the course of the next minutes, or when an order under way has ended: follow it at `Location`, with the ' +
      '`accessKey` of this answer as `X-Access-Key`. `Prefer: wait=10` waits for the end. Send an `X-Access-Key` of your own ' +
      '(32 random bytes in base64url) to be able to read the receipt even where this answer is lost.',
    access: 'identity:write',
    ifMatch: 'accepted',
    replies: { 201: ErasureReceipt, 202: ErasureReceipt },
    refusals: {
      403: ['identity.users_only'],
      404: ['identity.user_not_found'],
      409: ['identity.admin_not_erasable'],
      412: ['identity.profile_changed'],
    },
    waitFor: (request, { body }) => waitForErasure(request, ErasureReceipt.parse(body), signals),
    handle: (request) => {
      const accessKey = request.accessKey ?? randomBytes(32).toString('base64url');
      return request.transaction(async (tx) => {
        const { id: userId } = userOf(request);
        const erasure = await requestErasure(tx, { userId, ifVersion: request.ifMatch, accessKeyHash: hashOf(accessKey) });
        const { id, status, createdAt } = erasure;
        return {
          status: 202 as const,
          headers: { location: `/v1/erasures/${id}`, 'retry-after': '1' },
          body: { id, status, requestedAt: createdAt.toISOString(), modules: [], accessKey },
        };
      });
    },
  });
}

function showErasureRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/erasures/{id}',
    operationId: 'getErasure',
    summary: 'Read the receipt of an erasure',
    description: 'For whoever has the `accessKey` that came with it, and for staff.',
    access: 'optional',
    params: RequestParams,
    replies: { 200: ErasureReceipt },
    refusals: { 404: ['identity.erasure_not_found'] },
    async handle({ params, read, principal, accessKey }) {
      const erasure = await read((db) => getErasure(db, params.id));
      const holdsKey = accessKey !== undefined && erasure?.accessKeyHash === hashOf(accessKey);
      if (!erasure || !(holdsKey || isStaff(principal))) throw new ErasureNotFound();
      return { status: 200 as const, body: receiptOf(erasure), version: `${erasure.status}-${erasure.reports.length}` };
    },
  });
}

async function waitForErasure(
  request: RouteRequest,
  { id, accessKey }: ErasureReceipt,
  signals: Signals,
): Promise<Reply | undefined> {
  const erasure = await endOf(request, { id, signals, look: (db) => getErasure(db, id) });
  if (!erasure) return undefined;
  const key = accessKey === undefined ? {} : { accessKey };
  return { status: 201, headers: { location: `/v1/erasures/${id}` }, body: { ...receiptOf(erasure), ...key } };
}

function receiptOf({ id, status, createdAt, completedAt, reports }: ErasureView): ErasureReceipt {
  return {
    id,
    status,
    requestedAt: createdAt.toISOString(),
    ...(completedAt === null ? {} : { completedAt: completedAt.toISOString() }),
    modules: reports.map(({ module, at, records }) => ({ module, at: at.toISOString(), records: [...records] })),
  };
}

/** SHA-256 is enough for a secret of 256 random bits. */
function hashOf(accessKey: string): string {
  return createHash('sha256').update(accessKey).digest('hex');
}
