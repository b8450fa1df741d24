import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { Route } from '#shared-kernel/http.ts';
import type { HttpEnv, HttpServices } from './http-env.ts';
import type { Operation } from './openapi/api-document.ts';
import { HEADERS } from './openapi/describe-headers.ts';
import { describeResponses } from './openapi/describe-operation.ts';
import { Problem } from './openapi/problem.ts';
import { collectSchemas } from './openapi/schemas.ts';
import { problemResponse } from './problem-details.ts';
import { refusalsOf } from './refusals.ts';

/**
 * Holds the status, the headers and the refusal of each answer against the document, and fails the request where it
 * says otherwise. For development and tests, as is {@link assertDeclared}, which looks at the bodies of replies.
 */
export function checkAnswers({ log }: Pick<HttpServices, 'log'>): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    await next();
    const { route, trace } = c.var;
    // What failed on a bug has been logged as one.
    if (route === undefined || c.res.status === 500) return;
    const wrong = await undocumentedIn(c.res, route);
    if (wrong === undefined) return;
    const error = new Error(`${route.operationId} (${route.method} ${route.path}), ${c.res.status}: ${wrong}`);
    log.error({ err: error, route: route.path }, 'an answer is not what the document says');
    // Or the new answer would take over the headers of the old one.
    c.res = undefined;
    c.res = problemResponse(error, { path: c.req.path, requestId: trace.requestId });
  };
}

/** What of an answer of the route the document does not say; undefined where it says all of it. */
export async function undocumentedIn(response: Response, route: Route): Promise<string | undefined> {
  const documented = responsesOf(route)[response.status];
  if (documented === undefined) return `the route declares no such status${await saying(response)}`;
  const type = response.headers.get('content-type');
  if (type !== null && documented.content?.[type] === undefined && response.status !== 204) return `${type} is not documented`;
  for (const [name, value] of response.headers) {
    const wrong = OF_EVERY_ANSWER.has(name) ? undefined : undocumentedHeader(name, value, Object.keys(documented.headers));
    if (wrong !== undefined) return wrong;
  }
  return type === 'application/problem+json' ? undocumentedProblem(await response.clone().json(), route) : undefined;
}

const known = new WeakMap<Route, Operation['responses']>();

function responsesOf(route: Route): Operation['responses'] {
  const responses = known.get(route) ?? describeResponses(route, collectSchemas());
  known.set(route, responses);
  return responses;
}

function undocumentedHeader(name: string, value: string, documented: readonly string[]): string | undefined {
  if (!documented.some((each) => each.toLowerCase() === name)) return `the header ${name} is not documented`;
  const schema = SCHEMAS.get(name);
  const fits = schema?.safeParse(schema instanceof z.ZodNumber ? Number(value) : value).success;
  return fits ? undefined : `the header ${name} is not as documented: ${value}`;
}

const SCHEMAS = new Map(
  Object.entries(HEADERS).map(([name, { schema }]) => [name.toLowerCase(), z.fromJSONSchema({ ...schema })]),
);

function undocumentedProblem(body: unknown, route: Route): string | undefined {
  const parsed = Problem.safeParse(body);
  if (!parsed.success) return `the problem is not as documented: ${z.prettifyError(parsed.error)}`;
  const { status, code } = parsed.data;
  // Why a token is not accepted is the business of the module that issues them.
  if (status === 401 || refusalsOf(route).get(status)?.includes(code)) return undefined;
  return `the refusal ${code} is missing in the refusals of the route`;
}

async function saying(response: Response): Promise<string> {
  return response.body === null ? '' : `: ${(await response.clone().text()).slice(0, 500)}`;
}

/** What HTTP and browsers make of an answer, whatever it says. */
const OF_EVERY_ANSWER = new Set([
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'cache-control',
  'connection',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'link',
  'origin-agent-cluster',
  'referrer-policy',
  'strict-transport-security',
  'vary',
  'x-accel-buffering',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
]);
