import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { Route } from '#shared-kernel/http.ts';
import { type Guarded, scopeOf } from '../authenticate.ts';
import type { MountedRoute } from '../mounted-route.ts';
import { OAuthErrorBody } from '../oauth-error.ts';
import { refusalsOf } from '../refusals.ts';
import type { ApiResponse, Operation } from './api-document.ts';
import { headersOf } from './describe-headers.ts';
import { describeParameters } from './describe-parameters.ts';
import { Problem } from './problem.ts';
import type { Schemas } from './schemas.ts';

export function describeOperation({ route, owner }: MountedRoute, schemas: Schemas): Operation {
  const { operationId, summary } = route;
  const requestBody = requestBodyOf(route, schemas);
  return {
    operationId,
    summary,
    description: descriptionOf({ ...route, owner }),
    ...(route.deprecated === undefined ? {} : { deprecated: true }),
    tags: [owner],
    security: securityOf({ ...route, owner }),
    parameters: describeParameters(route, schemas),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: describeResponses(route, schemas),
  };
}

/** Every way in which a request to the route can be answered, by status. */
export function describeResponses(route: Route, schemas: Schemas): Operation['responses'] {
  const replies = repliesOf(route, schemas);
  const refusals = refusalResponses(route, schemas);
  const both = Object.entries(refusals).map(([status, refusal]) => {
    const content = { ...replies[status]?.content, ...refusal.content };
    return [status, { ...refusal, content }];
  });
  return { ...replies, ...Object.fromEntries(both) };
}

/** What the route says of itself, and how its requests are counted. */
function descriptionOf({ description, bucket }: Route & Guarded): string {
  const counted = bucket === 'none' ? 'Counts in no bucket.' : `Counts as \`${bucket}\`.`;
  return description === undefined ? counted : `${description} ${counted}`;
}

function securityOf(route: Guarded): Operation['security'] {
  // Says that nothing is needed, where an empty list would say nothing.
  if (route.access === 'public') return [{}];
  const scope = scopeOf(route);
  const scopes = scope === undefined ? [] : [scope];
  const guest = route.access === 'optional' ? [{}] : [];
  // A key stands for a program or a storefront, never for somebody who has signed in.
  const byKey = route.access === 'signed-in' ? [] : [{ apiKey: scopes }];
  return [...guest, { bearer: scopes }, ...byKey];
}

function requestBodyOf({ body, form, stream }: Route, schemas: Schemas): Operation['requestBody'] {
  if (stream !== undefined) {
    const examples = stream.example === undefined ? {} : { examples: [stream.example] };
    const schema = { type: 'string', maxLength: stream.maxBytes, ...examples } as const;
    return { required: true, content: { [stream.contentType]: { schema } } };
  }
  if (body === undefined) return undefined;
  const mediaType = form ? 'application/x-www-form-urlencoded' : 'application/json';
  const required = !body.safeParse(undefined).success;
  return { required, content: { [mediaType]: { schema: schemas.input(body) } } };
}

function repliesOf(route: Route, schemas: Schemas): Record<string, ApiResponse> {
  if (route.events !== undefined) {
    const schema = { description: 'Server-sent events without an end; each `data` is JSON.' };
    return {
      200: { description: 'The stream', headers: headersOf(route, 200), content: { 'text/event-stream': { schema } } },
      204: { description: 'Nothing comes after `Last-Event-ID`, and nothing will.', headers: headersOf(route, 204) },
    };
  }
  const replies = Object.entries(route.replies).map(([status, schema]) => {
    const headers = headersOf(route, Number(status));
    const content =
      schema instanceof z.ZodUndefined ? {} : contentOf(route.produces ?? 'application/json', schemas.output(schema));
    return [status, { description: STATUS_CODES[status] ?? status, headers, ...content }];
  });
  const notModified = { description: 'The version in If-None-Match is still the newest.', headers: headersOf(route, 304) };
  return { ...Object.fromEntries(replies), ...(route.method === 'get' ? { 304: notModified } : {}) };
}

function refusalResponses(route: Route, schemas: Schemas): Record<string, ApiResponse> {
  if (route.refusalsAs === 'oauth') return oauthRefusalResponses(route, schemas);
  const problem = schemas.output(Problem);
  const responses = [...refusalsOf(route)].map(([status, codes]) => {
    const schema = { allOf: [problem, { properties: { code: { enum: [...new Set(codes)] } } }] };
    const description = STATUS_CODES[status] ?? String(status);
    return [status, { description, headers: headersOf(route, status), ...contentOf('application/problem+json', schema) }];
  });
  return Object.fromEntries(responses);
}

function oauthRefusalResponses(route: Route, schemas: Schemas): Record<string, ApiResponse> {
  const content = contentOf('application/json', schemas.output(OAuthErrorBody));
  const responses = [...refusalsOf(route).keys()].map((status) => {
    const description = STATUS_CODES[status] ?? String(status);
    return [status, { description, headers: headersOf(route, status), ...content }];
  });
  return Object.fromEntries(responses);
}

function contentOf(mediaType: string, schema: ReturnType<Schemas['output']>) {
  return { content: { [mediaType]: { schema } } };
}
