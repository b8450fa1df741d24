import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '#shared-kernel/http.ts';
import { assertDeclared, assertRepeatable } from './check-reply.ts';

const route = defineRoute({
  method: 'post',
  path: '/v1/notes',
  operationId: 'writeNote',
  summary: 'Write a note',
  access: 'public',
  idempotencyKey: 'required',
  replies: { 201: z.strictObject({ writtenAt: z.iso.datetime() }), 204: z.undefined() },
  handle: async () => ({ status: 204, body: undefined }),
});

it('takes the replies that the route declares', () => {
  assertDeclared(route, { status: 204, body: undefined });
  assertDeclared(route, { status: 201, body: { writtenAt: '2026-01-15T12:00:00Z' } });
});

it.each([
  ['a status', { status: 200, body: undefined }, 'the route declares no such reply'],
  ['a member', { status: 201, body: { writtenAt: '2026-01-15T12:00:00Z', secret: 1 } }, '/secret'],
  ['a type', { status: 201, body: { writtenAt: new Date() } }, '/writtenAt'],
])('refuses %s that it does not declare, and names the route', (_, reply, reason) => {
  expect(() => assertDeclared(route, reply)).toThrow(`writeNote (post /v1/notes)`);
  expect(() => assertDeclared(route, reply)).toThrow(reason);
});

it('refuses a reply that a repetition would not get again', () => {
  const reply = { status: 204, body: undefined };
  assertRepeatable(route, reply, reply);
  expect(() => assertRepeatable(route, reply, { ...reply })).toThrow('not the one that request.transaction stored');
  expect(() => assertRepeatable(route, reply, undefined)).toThrow('not the one that request.transaction stored');
});
