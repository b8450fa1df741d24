import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { Route } from '#shared-kernel/http.ts';
import { type Guarded, scopeOf } from '../authenticate.ts';
import type { MountedRoute } from '../mounted-route.ts';
import { refusalsOf } from '../refusals.ts';
import type { ApiResponse, Operation } from './api-document.ts';
import { describeParameters } from './describe-parameters.ts';
import { Problem } from './problem.ts';
import type { Schemas } from './schemas.ts';

export function describeOperation({ route, owner }: MountedRoute, schemas: Schemas): Operation {
  const { operationId, summary, description } = route;
  const requestBody = requestBodyOf(route, schemas);
  return {
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [owner],
    security: securityOf({ ...route, owner }),
    parameters: describeParameters(route, schemas),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: { ...repliesOf(route, schemas), ...refusalResponses(route, schemas) },
  };
}

function securityOf(route: Guarded): Operation['security'] {
  if (route.access === 'public') return [];
  const scope = scopeOf(route);
  const bearer = { bearer: scope === undefined ? [] : [scope] };
  return route.access === 'optional' ? [{}, bearer] : [bearer];
}

function requestBodyOf({ body, form, stream }: Route, schemas: Schemas): Operation['requestBody'] {
  if (stream !== undefined) return { required: true, content: { [stream.contentType]: { schema: { type: 'string' } } } };
  if (body === undefined) return undefined;
  const mediaType = form ? 'application/x-www-form-urlencoded' : 'application/json';
  const required = !body.safeParse(undefined).success;
  return { required, content: { [mediaType]: { schema: schemas.input(body) } } };
}

function repliesOf(route: Route, schemas: Schemas): Record<string, ApiResponse> {
  if (route.events !== undefined) {
    const schema = { type: 'string', description: 'Server-sent events; each `data` is JSON.' } as const;
    return {
      200: { description: 'The stream', content: { 'text/event-stream': { schema } } },
      204: { description: 'Nothing comes after `Last-Event-ID`, and nothing will.' },
    };
  }
  const replies = Object.entries(route.replies).map(([status, schema]) => {
    const headers = status === '202' ? { headers: ACCEPTED_HEADERS } : {};
    const content =
      schema instanceof z.ZodUndefined ? {} : contentOf(route.produces ?? 'application/json', schemas.output(schema));
    return [status, { description: STATUS_CODES[status] ?? status, ...headers, ...content }];
  });
  return { ...Object.fromEntries(replies), ...(route.method === 'get' ? NOT_MODIFIED : {}) };
}

const NOT_MODIFIED = { 304: { description: 'The version in If-None-Match is still the newest.' } } as const;

const ACCEPTED_HEADERS = {
  Location: { description: 'Where to see how it goes on.', schema: { type: 'string' } },
  'Retry-After': { description: 'In how many seconds to look.', schema: { type: 'integer' } },
} as const;

function refusalResponses(route: Route, schemas: Schemas): Record<string, ApiResponse> {
  const problem = schemas.output(Problem);
  const responses = [...refusalsOf(route)].map(([status, codes]) => {
    const schema = { allOf: [problem, { properties: { code: { enum: codes } } }] };
    return [status, { description: STATUS_CODES[status] ?? String(status), ...contentOf('application/problem+json', schema) }];
  });
  return Object.fromEntries(responses);
}

function contentOf(mediaType: string, schema: ReturnType<Schemas['output']>) {
  return { content: { [mediaType]: { schema } } };
}
