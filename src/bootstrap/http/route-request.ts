import type { Database } from '#shared-kernel/database/database.ts';
import { AppError } from '#shared-kernel/errors.ts';
import type { Reply, Route, RouteRequest } from '#shared-kernel/http.ts';
import type { Cause } from '#shared-kernel/messaging/envelope.ts';
import { authenticate } from './authenticate.ts';
import { versionIn } from './etag.ts';
import type { HttpContext, HttpServices } from './http-env.ts';
import { answerOnce } from './idempotency/answer-once.ts';
import { type IdempotentCall, idempotentCallOf } from './idempotency/idempotent-call.ts';
import type { MountedRoute } from './mounted-route.ts';
import { openBody, readBody } from './read-body.ts';
import { parseBody, parseParams, parseQuery } from './validate.ts';

/** Turns what came over the wire into what the handler is given, or refuses it: who first, then what. */
export async function openRequest(
  c: HttpContext,
  { route, database }: MountedRoute,
  { tokens }: HttpServices,
  signal: AbortSignal,
): Promise<RouteRequest> {
  const headers = c.req.header();
  const principal = await authenticate(route.access, headers.authorization, tokens);
  const params = parseParams(route, c.req.param());
  const url = new URL(c.req.url);
  const query = parseQuery(route, url.searchParams);
  const ifMatch = ifMatchOf(route, headers['if-match']);
  const stream = route.stream === undefined ? undefined : openBody(c.req.raw, route.stream);
  const raw = hasBody(route) ? await readBody(c.req.raw, route) : undefined;
  const { requestId, traceparent } = c.var.trace;
  const cause = { correlationId: requestId, traceparent };
  const accessKey = headers['x-access-key'];
  const clientAddress = c.env?.incoming?.socket.remoteAddress ?? 'unknown';
  const caller = { principal, accessKey, clientAddress };
  const target = url.pathname + url.search;
  const call = idempotentCallOf(route, {
    method: c.req.method,
    target,
    header: headers['idempotency-key'],
    body: raw,
    ...caller,
  });
  return {
    ...caller,
    params,
    query,
    body: parseBody(route, raw),
    ifMatch,
    requestId,
    signal,
    headers,
    cause,
    log: c.var.log,
    stream,
    read: (work) => database.read(work),
    transaction: oneTransaction(database, cause, call),
  };
}

function ifMatchOf(route: Route, header: string | undefined): string | undefined {
  if (route.ifMatch === undefined) return undefined;
  const version = versionIn(header);
  if (version !== undefined) return version;
  throw new AppError('precondition_required', {
    code: 'http.if_match_required',
    detail: 'Send If-Match with the ETag of the version that you have seen.',
  });
}

function hasBody({ method, stream }: Route): boolean {
  return method !== 'get' && stream === undefined;
}

function oneTransaction(database: Database, cause: Cause, call: IdempotentCall | undefined): RouteRequest['transaction'] {
  let begun = false;
  return <R extends Reply>(work: Parameters<typeof answerOnce<R>>[2]) => {
    // A second one under the same key would find the answer of the first and take it for its own.
    if (begun) throw new Error('request.transaction was called twice: what belongs together commits together');
    begun = true;
    return database.transaction(cause, (tx) => (call === undefined ? work(tx) : answerOnce(tx, call, work)));
  };
}
