import { AppError } from '#shared-kernel/errors.ts';
import type { Reply, Route, RouteRequest } from '#shared-kernel/http.ts';
import { DEADLINE_HEADER } from '../forwarding/headers.ts';
import { overloaded } from './admission/admission.ts';
import type { AnswerHeaders } from './answer-headers.ts';
import { assertDeclared, assertRepeatable } from './check-reply.ts';
import { type GetSignal, withDeadline } from './deadline.ts';
import { eventStreamResponse } from './event-stream.ts';
import { admitCaller } from './gateway/admit-caller.ts';
import type { HttpContext, HttpServices } from './http-env.ts';
import { AlreadyAnswered } from './idempotency/answer-once.ts';
import type { Forward, MountedRoute } from './mounted-route.ts';
import { secondsToWait } from './prefer.ts';
import { respond } from './respond.ts';
import { type OpenedRequest, openRequest } from './route-request.ts';
import { waitForEnd } from './wait-for-end.ts';

const LONGEST_EVENT_STREAM_MS = 15 * 60 * 1000;

/** Everything that happens between a request and its reply, the same for every route. */
export function serveRoute(mounted: MountedRoute, services: HttpServices, common: AnswerHeaders) {
  return (c: HttpContext): Promise<Response> => {
    c.set('route', mounted.route);
    if (mounted.forward !== undefined) return serveForwarded(c, mounted, services, mounted.forward);
    return mounted.route.events === undefined ? serveReply(c, mounted, services, common) : serveEvents(c, mounted, services);
  };
}

async function serveForwarded(
  c: HttpContext,
  mounted: MountedRoute,
  services: HttpServices,
  forward: Forward,
): Promise<Response> {
  return forward(c, mounted, await admitCaller(c, mounted, services));
}

async function serveReply(
  c: HttpContext,
  mounted: MountedRoute,
  services: HttpServices,
  common: AnswerHeaders,
): Promise<Response> {
  const { route } = mounted;
  const { checkReplies } = services;
  const gone = () => c.req.raw.signal;
  const answer = async (signal: GetSignal) => {
    const opened = await openRequest(c, mounted, services, signal);
    const reply = await handleOnce(mounted, opened, checkReplies).finally(opened.discard);
    return { request: opened.request, reply };
  };
  // A body that is streamed takes as long as the client's line needs; Node's own timeout ends it.
  const { request, reply } = await (route.stream === undefined
    ? withDeadline({ timeoutMs: timeoutFor(c, services), outer: gone, tooLate }, answer)
    : answer(gone));
  const final = await followToItsEnd(c, route, { request, reply }, services);
  if (checkReplies) assertDeclared(route, final);
  const acceptEncoding = services.gateway.compresses ? c.req.header('accept-encoding') : undefined;
  const written = await respond(route, final, { ifNoneMatch: c.req.header('if-none-match'), acceptEncoding, common: common(c) });
  c.set('headers', written.headers);
  return new Response(written.body, written);
}

/** What nobody waits for any more is not gone on with. */
function timeoutFor(c: HttpContext, { requestTimeoutMs, mindsDeadlines }: HttpServices): number {
  const left = mindsDeadlines ? Number(c.req.header(DEADLINE_HEADER)) : Number.NaN;
  return left > 0 ? Math.min(left, requestTimeoutMs) : requestTimeoutMs;
}

/** Who waits for an end is no load meanwhile. Where too many do, the accepted reply has to do. */
async function followToItsEnd(
  c: HttpContext,
  route: Route,
  { request, reply }: { readonly request: RouteRequest; readonly reply: Reply },
  { draining, following }: HttpServices,
): Promise<Reply> {
  const seconds = reply.status === 202 ? secondsToWait(c.req.header('prefer')) : 0;
  const goOn = seconds === 0 ? undefined : following.take();
  if (goOn === undefined) return reply;
  c.env?.ticket?.leave();
  try {
    const unhurried = { ...request, signal: c.req.raw.signal };
    return await waitForEnd(route, unhurried, reply, { seconds, draining, log: c.get('log') });
  } finally {
    goOn();
  }
}

async function handleOnce({ route }: MountedRoute, { request, transaction }: OpenedRequest, check: boolean): Promise<Reply> {
  if (route.handle === undefined) throw new Error(`${route.operationId} has no handler`);
  try {
    const reply = await route.handle(request);
    if (check) assertRepeatable(route, reply, transaction.stored());
    return reply;
  } catch (thrown) {
    if (thrown instanceof AlreadyAnswered) return thrown.reply;
    throw thrown;
  }
}

async function serveEvents(c: HttpContext, mounted: MountedRoute, services: HttpServices): Promise<Response> {
  const { route } = mounted;
  const limits = [c.req.raw.signal, services.draining, AbortSignal.timeout(LONGEST_EVENT_STREAM_MS)];
  const signal = AbortSignal.any(limits);
  const { request } = await openRequest(c, mounted, services, () => signal);
  const events = route.events?.(request, c.req.header('last-event-id'));
  if (events === undefined || c.req.method === 'HEAD')
    return new Response(null, { headers: { 'content-type': 'text/event-stream' } });
  const goOn = services.following.take();
  if (goOn === undefined) throw overloaded();
  const response = await eventStreamResponse(events, { signal, log: c.get('log'), onEnd: goOn }).catch((error: unknown) => {
    goOn();
    throw error;
  });
  c.env?.ticket?.leave();
  return response;
}

function tooLate(): AppError {
  return new AppError('unavailable', {
    code: 'http.timeout',
    detail: 'This took too long. It may still take effect: repeat it with the same Idempotency-Key.',
    retryAfterSeconds: 1,
  });
}
