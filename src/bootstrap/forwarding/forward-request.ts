import type { Route } from '#shared-kernel/http.ts';
import { overloaded } from '../http/admission/admission.ts';
import type { Places } from '../http/admission/places.ts';
import type { Caller } from '../http/gateway/caller.ts';
import type { HttpContext } from '../http/http-env.ts';
import type { Forward, MountedRoute } from '../http/mounted-route.ts';
import { secondsToWait } from '../http/prefer.ts';
import type { Answer } from './answer.ts';
import type { Call, Forwarder } from './forwarder.ts';
import { requestHeaders, responseHeaders } from './headers.ts';
import { type RequestBody, requestBody } from './request-body.ts';
import type { Timing } from './transport.ts';

export interface ForwardRequestDeps {
  readonly forwarder: Forwarder;
  readonly timing: Timing;
  /** For clients that wait for an end or follow a stream: who finds no place goes without. */
  readonly following: Places;
  /** Aborts when the process begins to stop. */
  readonly draining: AbortSignal;
}

/** Passes a request on as it came, and its answer back as it comes. */
export function forwardRequest(deps: ForwardRequestDeps): Forward {
  return async (c, mounted, caller) => {
    const body = await requestBody(c.req.raw);
    const patience = patienceFor(c, mounted.route, deps);
    try {
      const answer = await deps.forwarder.exchange(callOf(c, mounted, { caller, body, patience }, deps));
      if (mounted.route.events !== undefined) void answer.ended.then(patience.goOn);
      else patience.goOn();
      return responseOf(answer, c.req.method);
    } catch (error) {
      patience.goOn();
      throw error;
    }
  };
}

/** What an answer is waited for besides the work for it. */
interface Patience {
  readonly waitMs: number;
  /** Gives back the place that was taken for it. */
  readonly goOn: () => void;
}

/** As in one process: who only waits is no load, and where too many do, the accepted reply has to do. */
function patienceFor(c: HttpContext, { events, waitFor }: Route, { following }: ForwardRequestDeps): Patience {
  const waitMs = waitFor === undefined ? 0 : secondsToWait(c.req.header('prefer')) * 1000;
  if (events === undefined && waitMs === 0) return NONE;
  const goOn = following.take();
  if (goOn === undefined && events !== undefined) throw overloaded();
  if (goOn === undefined) return NONE;
  c.env?.ticket?.leave();
  return { waitMs, goOn };
}

const NONE: Patience = { waitMs: 0, goOn: () => undefined };

interface Received {
  readonly caller: Caller;
  readonly body: RequestBody;
  readonly patience: Patience;
}

function callOf(c: HttpContext, { route, owner }: MountedRoute, received: Received, deps: ForwardRequestDeps): Call {
  const { caller, body, patience } = received;
  const { timing, draining } = deps;
  const { method, raw } = c.req;
  const url = new URL(c.req.url);
  const streams = route.events !== undefined;
  const isRead = method === 'GET' || method === 'HEAD';
  const repeats = route.idempotencyKey !== 'unused' && raw.headers.has('idempotency-key') && body.kept;
  return {
    module: owner,
    method,
    path: `${url.pathname}${url.search}`,
    headers: headersOf(c, caller, { proto: url.protocol.slice(0, -1), waits: patience.waitMs > 0 }),
    body,
    repeatable: isRead || repeats,
    patient: streams || patience.waitMs > 0 || route.stream !== undefined,
    timeoutMs: timeoutOf(route, timing),
    waitMs: patience.waitMs,
    signal: streams ? AbortSignal.any([raw.signal, draining]) : raw.signal,
  };
}

function timeoutOf({ events, stream }: Route, { tryMs, uploadMs, wholeMs }: Timing): number {
  if (events !== undefined) return tryMs;
  return stream === undefined ? wholeMs : uploadMs;
}

interface How {
  readonly proto: string;
  readonly waits: boolean;
}

function headersOf(c: HttpContext, { clientAddress }: Caller, { proto, waits }: How): Record<string, string> {
  const { requestId, traceparent } = c.var.trace;
  const passing = { clientAddress, proto, host: c.req.header('host'), requestId, traceparent };
  const { prefer, ...headers } = requestHeaders(c.req.raw.headers, passing);
  return waits && prefer !== undefined ? { ...headers, prefer } : headers;
}

const WITHOUT_BODY = new Set([204, 205, 304]);

function responseOf({ status, headers, body }: Answer, method: string): Response {
  const bare = method === 'HEAD' || WITHOUT_BODY.has(status);
  return new Response(bare ? null : body, { status, headers: responseHeaders(headers) });
}
