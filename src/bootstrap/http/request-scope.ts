import type { MiddlewareHandler } from 'hono';
import type { Log } from '#shared-kernel/log.ts';
import { withinTrace } from '../trace-context.ts';
import type { HttpEnv, HttpServices } from './http-env.ts';
import { traceOf } from './trace.ts';

/** Gives each request its ids and its log, and writes one line when it has been answered. */
export function requestScope({ log, draining, observe }: HttpServices): MiddlewareHandler<HttpEnv> {
  return (c, next) => {
    const started = performance.now();
    const trace = traceOf(c.req.header('x-request-id'), c.req.header('traceparent'));
    c.set('trace', trace);
    c.set('log', log);
    return withinTrace(trace, async () => {
      await next();
      c.header('x-request-id', trace.requestId);
      if (draining.aborted) c.header('connection', 'close');
      const ms = performance.now() - started;
      // The template of the path and no more: addresses and queries may name people.
      const path = c.var.route?.path ?? 'unmatched';
      const answered = { method: c.req.method, route: path, status: c.res.status };
      observe({ ...answered, ms });
      access(log, path)({ ...answered, ms: Math.round(ms) }, 'answered');
    });
  };
}

const PROBES = new Set(['/health', '/ready', '/metrics']);

function access(log: Log, path: string): Log['info'] {
  return PROBES.has(path) ? log.debug.bind(log) : log.info.bind(log);
}
