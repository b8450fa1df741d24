import { Readable } from 'node:stream';
import { z } from 'zod';
import { defineEventStream, defineRoute } from '#shared-kernel/http.ts';
import { defineModule } from '#shared-kernel/module.ts';

const Cup = z.looseObject({});
const cup = async () => ({ status: 200 as const, body: {} });
const base = { summary: 'Pour', access: 'optional', replies: { 200: Cup } } as const;

const teaRoutes = [
  defineRoute({ ...base, method: 'get', path: '/v1/tea', operationId: 'readTea', handle: cup }),
  defineRoute({ ...base, method: 'get', path: '/v1/tea/menu', operationId: 'readMenu', staleFor: 60, handle: cup }),
  defineRoute({ ...base, method: 'post', path: '/v1/tea', operationId: 'makeTea', body: Cup, handle: cup }),
  defineRoute({
    ...base,
    method: 'post',
    path: '/v1/tea/secrets',
    operationId: 'tellSecret',
    idempotencyKey: 'unused',
    handle: cup,
  }),
  defineRoute({
    ...base,
    method: 'post',
    path: '/v1/tea/brews',
    operationId: 'brewTea',
    replies: { 200: Cup, 202: Cup },
    handle: cup,
    waitFor: async () => undefined,
  }),
  defineRoute({
    ...base,
    method: 'post',
    path: '/v1/tea/leaves',
    operationId: 'uploadLeaves',
    stream: { contentType: 'text/csv', maxBytes: 1_000_000_000 },
    handle: cup,
  }),
  defineEventStream({
    path: '/v1/tea/events',
    operationId: 'followTea',
    summary: 'Follow',
    access: 'optional',
    events: () => Readable.from([]),
  }),
];

const moduleOf = (name: string, routes: typeof teaRoutes) =>
  defineModule({
    name,
    owner: 'tests',
    purpose: 'Is at work elsewhere.',
    tables: [],
    publishes: [],
    receives: [],
    hears: [],
    settings: z.object({}),
    assemble: () => ({ routes }),
  });

export const tea = moduleOf('tea', teaRoutes);
export const milk = moduleOf('milk', [
  defineRoute({ ...base, method: 'get', path: '/v1/milk', operationId: 'readMilk', handle: cup }),
]);
