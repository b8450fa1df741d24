import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { AppError, type ErrorKind } from '#shared-kernel/errors.ts';
import { defineRoute } from '#shared-kernel/http.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { checkAnswers, undocumentedIn } from './check-answers.ts';
import type { HttpEnv } from './http-env.ts';
import { problemResponse } from './problem-details.ts';
import { traceOf } from './trace.ts';

const route = defineRoute({
  method: 'post',
  path: '/v1/notes',
  operationId: 'writeNote',
  summary: 'Write a note',
  access: 'public',
  replies: { 201: z.strictObject({}) },
  refusals: { 409: ['notes.taken'] },
  handle: async () => ({ status: 201, body: {} }),
});

const answer = (status: number, headers: Record<string, string> = {}) =>
  undocumentedIn(Response.json({}, { status, headers }), route);

const refusal = (kind: ErrorKind, code: string) =>
  undocumentedIn(problemResponse(new AppError(kind, { code, detail: 'No.' }), { path: '/v1/notes', requestId: 'r' }), route);

it('takes an answer that is in the document', async () => {
  expect(await answer(201)).toBeUndefined();
  expect(await answer(201, { location: '/v1/notes/1', etag: '"1"', 'x-request-id': 'r', vary: 'Origin' })).toBeUndefined();
  expect(await refusal('conflict', 'notes.taken')).toBeUndefined();
  expect(await refusal('rate_limited', 'http.rate_limited')).toBeUndefined();
});

it.each([
  ['a status', () => answer(200), 'no such status'],
  ['a type', () => answer(201, { 'content-type': 'text/html' }), 'text/html is not documented'],
  ['a header', () => answer(201, { 'x-powered-by': 'tea' }), 'x-powered-by is not documented'],
  ['a header of another status', () => answer(201, { 'retry-after': '1' }), 'retry-after is not documented'],
  ['the form of a header', () => answer(201, { location: '/v1/notes/with space' }), 'location is not as documented'],
  ['the status of a refusal', () => refusal('forbidden', 'notes.taken'), 'no such status'],
  ['the code of a refusal', () => refusal('conflict', 'notes.lost'), 'notes.lost is missing'],
])('finds %s that is not', async (_, find, reason) => {
  expect(await find()).toContain(reason);
});

it('is answered as a failure of ours instead, with nothing left of it', async () => {
  const app = new Hono<HttpEnv>();
  app.use(checkAnswers({ log: silentLog }));
  app.post('/v1/notes', (c) => {
    c.set('trace', traceOf('r', undefined));
    c.set('route', route);
    return c.text('written', 201, { 'content-length': '7', 'x-secret': 'tea' });
  });
  const answered = await app.request('/v1/notes', { method: 'POST' });
  const body = await answered.text();
  expect([answered.status, JSON.parse(body)]).toMatchObject([500, { code: 'http.internal_error', requestId: 'r' }]);
  expect(answered.headers.get('content-length')).toBe(String(body.length));
  expect(answered.headers.has('x-secret')).toBe(false);
});
