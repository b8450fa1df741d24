import type { MiddlewareHandler } from 'hono';
import type { Log } from '#shared-kernel/log.ts';
import { withinTrace } from '../trace-context.ts';
import { deprecationHeaders } from './deprecation.ts';
import { rateLimitHeaders } from './gateway/rate-limit-headers.ts';
import type { HttpContext, HttpEnv, HttpServices } from './http-env.ts';
import { traceOf } from './trace.ts';

/** Gives each request its ids and its log, tells what concerns every answer, and writes one line when it has been given. */
export function requestScope({ log, draining, observe }: HttpServices): MiddlewareHandler<HttpEnv> {
  return (c, next) => {
    const started = performance.now();
    const trace = traceOf(c.req.header('x-request-id'), c.req.header('traceparent'));
    c.set('trace', trace);
    c.set('log', log);
    return withinTrace(trace, async () => {
      await next();
      for (const [name, value] of Object.entries(headersOfEveryAnswer(c, draining))) c.res.headers.set(name, value);
      const ms = performance.now() - started;
      const answered = answerOf(c);
      observe({ ...answered, ms });
      access(log, answered.route)({ ...answered, ...detailsOf(c), ms: Math.round(ms) }, 'answered');
    });
  };
}

function headersOfEveryAnswer(c: HttpContext, draining: AbortSignal): Record<string, string> {
  const { trace, share, route } = c.var;
  return {
    'x-request-id': trace.requestId,
    ...(share === undefined ? {} : rateLimitHeaders(share)),
    ...(route?.deprecated === undefined ? {} : deprecationHeaders(route.deprecated)),
    ...(draining.aborted ? { connection: 'close' } : {}),
  };
}

// The template of the path and no more: addresses and queries may name people.
function answerOf(c: HttpContext) {
  return { method: c.req.method, route: c.var.route?.path ?? 'unmatched', status: c.res.status };
}

/** An id of ours says whose request it was, where the address of a guest would tell a stranger who he is. */
function detailsOf(c: HttpContext) {
  const { principal, share } = c.var;
  const bytes = c.res.headers.get('content-length');
  return {
    caller: principal?.kind ?? 'guest',
    ...(principal === undefined ? {} : { callerId: principal.id }),
    ...(bytes === null ? {} : { bytes: Number(bytes) }),
    ...(share?.exceeded ? { limitedBy: share.bucket } : {}),
  };
}

const PROBES = new Set(['/health', '/ready', '/metrics']);

function access(log: Log, path: string): Log['info'] {
  return PROBES.has(path) ? log.debug.bind(log) : log.info.bind(log);
}
