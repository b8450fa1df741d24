import { AppError } from '#shared-kernel/errors.ts';
import type { Route, RouteRequest } from '#shared-kernel/http.ts';
import { versionIn } from './etag.ts';
import { admitCaller } from './gateway/admit-caller.ts';
import type { HttpContext, HttpServices } from './http-env.ts';
import { idempotencyKeyOf, idempotentCall } from './idempotency/idempotent-call.ts';
import type { MountedRoute } from './mounted-route.ts';
import { receiveBody } from './receive-body.ts';
import { type RequestTransaction, requestTransaction } from './request-transaction.ts';
import { parseParams, parseQuery } from './validate.ts';

export interface OpenedRequest {
  readonly request: RouteRequest;
  readonly transaction: RequestTransaction;
  /** To be called once the reply is there. */
  discard(): Promise<void>;
}

/** Turns what came over the wire into what the handler is given, or refuses it: who first, then what. */
export async function openRequest(
  c: HttpContext,
  mounted: MountedRoute,
  services: HttpServices,
  signal: AbortSignal,
): Promise<OpenedRequest> {
  const { route, database } = mounted;
  const headers = c.req.header();
  const url = new URL(c.req.url);
  const { requestId, traceparent } = c.var.trace;
  const caller = { ...(await admitCaller(c, mounted, services)), accessKey: headers['x-access-key'] };
  const params = parseParams(route, c.req.param());
  const query = parseQuery(route, url.searchParams);
  const ifMatch = ifMatchOf(route, headers['if-match']);
  const key = idempotencyKeyOf(route, headers['idempotency-key']);
  // The last step that can refuse, so that nothing is received in vain or left on disk.
  const { parsed: body, stream, raw: rawBody, identity, discard } = await receiveBody(c.req.raw, route);
  const call = key === undefined ? undefined : idempotentCall(key, { ...caller, method: c.req.method, url, body: identity });
  const cause = { correlationId: requestId, traceparent };
  const transaction = requestTransaction(database, cause, call);
  const given = { ...caller, params, query, body, ifMatch, stream, rawBody, requestId, signal, headers, cause, log: c.var.log };
  return { request: { ...given, read: (work) => database.read(work), transaction: transaction.run }, transaction, discard };
}

function ifMatchOf(route: Route, header: string | undefined): string | undefined {
  if (route.ifMatch === undefined) return undefined;
  const version = versionIn(header);
  if (version !== undefined || route.ifMatch === 'accepted') return version === '*' ? undefined : version;
  throw new AppError('precondition_required', {
    code: 'http.if_match_required',
    detail: 'Send If-Match with the ETag of the version that you have seen.',
  });
}
