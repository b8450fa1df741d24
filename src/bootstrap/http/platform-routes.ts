import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { once } from '../once.ts';
import type { MessagesDocument } from './asyncapi/describe-messages.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import type { ApiDocument } from './openapi/api-document.ts';

/** Whether the process can do its work now, and what keeps it from doing so. */
const Readiness = z
  .strictObject({
    ok: z.boolean(),
    checks: z
      .array(z.strictObject({ name: z.string().max(100), ok: z.boolean(), detail: z.string().max(5_000).optional() }))
      .max(100),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.output<typeof Readiness>;

const Liveness = z.strictObject({ ok: z.literal(true) }).meta({ id: 'Liveness' });

const Version = z.string().max(20);

export interface PlatformRoutesOptions {
  ready(): Promise<Readiness>;
  readonly draining: AbortSignal;
  document(): ApiDocument;
  messages(): MessagesDocument;
  /** Whether the sender of this `Authorization` may see more than names. */
  isOperator(authorization: string | undefined): boolean;
}

/** The routes that belong to no module. */
export function platformRoutes(options: PlatformRoutesOptions): Route[] {
  return [...probeRoutes(options), ...documentRoutes(options)];
}

function probeRoutes({ ready, draining, isOperator }: PlatformRoutesOptions): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/health',
      operationId: 'getHealth',
      summary: 'Whether the process lives; asks nothing of the database',
      access: 'public',
      bucket: 'none',
      replies: { 200: Liveness },
      handle: async () => ({ status: 200, body: { ok: true as const } }),
    }),
    defineRoute({
      method: 'get',
      path: '/ready',
      operationId: 'getReadiness',
      summary: 'Whether the process can take requests, and what keeps it from doing so',
      description: 'The token of operations shows the details too.',
      access: 'public',
      bucket: 'none',
      replies: { 200: Readiness, 503: Readiness },
      async handle({ headers }) {
        const readiness = draining.aborted ? STOPPING : await ready();
        return readinessReply(isOperator(headers.authorization) ? readiness : withoutDetails(readiness));
      },
    }),
  ];
}

function documentRoutes({ document, messages }: PlatformRoutesOptions): Route[] {
  const made = once(document);
  const madeMessages = once(messages);
  return [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      operationId: 'getOpenApiDocument',
      summary: 'This API as an OpenAPI 3.1 document',
      access: 'public',
      replies: { 200: z.looseObject({ openapi: Version }) },
      handle: async () => ({ status: 200, body: { ...made() } }),
    }),
    defineRoute({
      method: 'get',
      path: '/asyncapi.json',
      operationId: 'getAsyncApiDocument',
      summary: 'The messages between the modules as an AsyncAPI 3.0 document',
      access: 'public',
      replies: { 200: z.looseObject({ asyncapi: Version }) },
      handle: async () => ({ status: 200, body: { ...madeMessages() } }),
    }),
    ...docsRoutes(made),
  ];
}

const STOPPING: Readiness = { ok: false, checks: [{ name: 'process', ok: false, detail: 'stopping' }] };

// How much there is to do, and what is wrong with it, is nobody's business but ours.
function withoutDetails({ ok, checks }: Readiness): Readiness {
  return { ok, checks: checks.map((check) => ({ name: check.name, ok: check.ok })) };
}

function readinessReply(readiness: Readiness) {
  return readiness.ok ? ({ status: 200, body: readiness } as const) : ({ status: 503, body: readiness } as const);
}
