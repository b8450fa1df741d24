import { AppError } from '#shared-kernel/errors.ts';
import type { Route, RouteRequest } from '#shared-kernel/http.ts';
import type { GetSignal } from './deadline.ts';
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
  signal: GetSignal,
): Promise<OpenedRequest> {
  const { route, database } = mounted;
  const { requestId, traceparent } = c.get('trace');
  const caller = { ...(await admitCaller(c, mounted, services)), accessKey: c.req.header('x-access-key') };
  const params = parseParams(route, c.req.param());
  const query = parseQuery(route, queryOf(c.req.url));
  const ifMatch = ifMatchOf(route, c.req.header('if-match'));
  const key = idempotencyKeyOf(route, c.req.header('idempotency-key'));
  // The last step that can refuse, so that nothing is received in vain or left on disk.
  const { parsed: body, stream, raw: rawBody, identity, discard } = await receiveBody(c.req.raw, route);
  const call = key === undefined ? undefined : idempotentCall(key, { ...caller, ...identifying(c, identity) });
  const cause = { correlationId: requestId, traceparent };
  const transaction = requestTransaction(database, cause, call);
  const request: RouteRequest = {
    ...{ ...caller, params, query, body, ifMatch, stream, rawBody, requestId, cause, log: c.get('log') },
    // What few routes ask for, and takes a while to put together.
    get headers() {
      return c.req.header();
    },
    get signal() {
      return signal();
    },
    read: (work) => database.read(work),
    transaction: transaction.run,
  };
  return { request, transaction, discard };
}

function queryOf(url: string): URLSearchParams {
  return url.includes('?') ? new URL(url).searchParams : new URLSearchParams();
}

function identifying(c: HttpContext, body: unknown) {
  return { method: c.req.method, url: new URL(c.req.url), body };
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
