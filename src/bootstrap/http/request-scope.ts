import type { MiddlewareHandler } from 'hono';
import type { Log } from '#shared-kernel/log.ts';
import { withinTrace } from '../trace-context.ts';
import { type AnswerHeaders, addHeaders } from './answer-headers.ts';
import type { HttpContext, HttpEnv, HttpServices } from './http-env.ts';
import { traceOf } from './trace.ts';

/** Gives each request its ids and its log, tells what concerns every answer, and writes one line when it has been given. */
export function requestScope({ log, observe }: HttpServices, common: AnswerHeaders): MiddlewareHandler<HttpEnv> {
  return (c, next) => {
    const started = performance.now();
    const trace = traceOf(c.req.header('x-request-id'), c.req.header('traceparent'));
    c.set('trace', trace);
    c.set('log', log);
    return withinTrace(trace, async () => {
      await next();
      if (c.get('headers') === undefined) addHeaders(c.res.headers, common(c));
      const ms = performance.now() - started;
      const answered = answerOf(c);
      observe({ ...answered, ms });
      access(log, answered.route, { ...answered, ...detailsOf(c), ms: Math.round(ms) });
    });
  };
}

// The template of the path and no more: addresses and queries may name people.
function answerOf(c: HttpContext) {
  return { method: c.req.method, route: c.get('route')?.path ?? 'unmatched', status: c.res.status };
}

/** An id of ours says whose request it was, where the address of a guest would tell a stranger who he is. */
function detailsOf(c: HttpContext) {
  const principal = c.get('principal');
  const share = c.get('share');
  const bytes = bytesOf(c);
  return {
    caller: principal?.kind ?? 'guest',
    ...(principal === undefined ? {} : { callerId: principal.id }),
    ...(bytes === undefined ? {} : { bytes: Number(bytes) }),
    ...(share?.exceeded ? { limitedBy: share.bucket } : {}),
  };
}

function bytesOf(c: HttpContext): string | undefined {
  const headers = c.get('headers');
  return headers === undefined ? (c.res.headers.get('content-length') ?? undefined) : headers['content-length'];
}

const PROBES = new Set(['/health', '/ready', '/metrics']);

function access(log: Log, path: string, line: object): void {
  if (PROBES.has(path)) log.debug(line, 'answered');
  else log.info(line, 'answered');
}
