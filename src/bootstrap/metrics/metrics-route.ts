import { z } from 'zod';
import { type Access, defineRoute, type Route } from '#shared-kernel/http.ts';
import type { Metrics } from './registry.ts';

/** Answers from memory alone, so that looking at a process that is in trouble adds nothing to it. */
export function metricsRoute(metrics: Metrics, access: Access): Route {
  return defineRoute({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Counts and gauges of this process, in the text format of Prometheus',
    access,
    bucket: 'none',
    produces: 'text/plain; version=0.0.4; charset=utf-8',
    replies: { 200: z.string().max(50_000_000) },
    handle: async () => ({ status: 200, body: metrics.text() }),
  });
}
