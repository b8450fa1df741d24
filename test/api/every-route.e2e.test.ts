import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';

const ScopeName = z.templateLiteral([z.string(), ':', z.enum(['read', 'write'])]);
const Operation = z.object({
  operationId: z.string(),
  security: z.array(z.object({ bearer: z.array(ScopeName).optional(), apiKey: z.array(ScopeName).optional() })),
  requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
});
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });
const Refusal = z.object({ code: z.string(), errors: z.array(z.object({ pointer: z.string() })).optional() });

type Documented = z.output<typeof Operation> & { readonly method: string; readonly path: string };

const shop = testShop();
let routes: readonly Documented[];

beforeAll(async () => {
  const { paths } = (await shop.asGuest().get('/openapi.json')).as(Document);
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
});

describe('every route that the document describes', () => {
  it('refuses a guest where it wants somebody who has signed in', async () => {
    const closed = routes.filter((route) => scopesOf(route) !== undefined);
    expect(await refusalsOf(closed, () => ({}))).toEqual(alike(closed, '401 http.unauthenticated'));
  });

  it('refuses a token without the scope that it names', async () => {
    const scoped = routes.filter((route) => scopesOf(route)?.length);
    expect(await refusalsOf(scoped, () => bearer([]))).toEqual(alike(scoped, '403 http.insufficient_scope'));
  });

  it('refuses a body that is not what it takes, and points at what is wrong', async () => {
    // What nobody has signed is not looked at: a provider's webhook is refused for that alone.
    const signed = ['receivePaymentWebhook'];
    const taking = routes.filter(
      ({ operationId, requestBody }) => requestBody?.content['application/json'] !== undefined && !signed.includes(operationId),
    );
    expect(taking.length).toBeGreaterThan(10);
    const sent = (route: Documented) => ({ ...bearer(heldBy(route)), 'content-type': 'application/json' });
    expect(await refusalsOf(taking, sent, '{"surprise":1}')).toEqual(alike(taking, '400 http.invalid_body, with pointers'));
  });

  it('refuses a parameter of the query that it does not know', async () => {
    // What is wrong with a form, OAuth says in its own words.
    const others = routes.filter(({ requestBody }) => requestBody?.content['application/x-www-form-urlencoded'] === undefined);
    const surprised = others.map((route) => ({ ...route, path: `${route.path}?surprise=1` }));
    const answers = await refusalsOf(surprised, (route) => bearer(heldBy(route)));
    expect(answers).toEqual(alike(surprised, '400 http.invalid_query, with pointers'));
  });
});

/** Undefined where a guest may call the route. */
function scopesOf({ security }: Documented) {
  return security.some((way) => Object.keys(way).length === 0) ? undefined : bearerIn(security);
}

/** What a token needs to be let in, also where a guest needs nothing. */
function heldBy({ security }: Documented) {
  return bearerIn(security) ?? [];
}

function bearerIn(security: Documented['security']) {
  return security.find(({ bearer }) => bearer !== undefined)?.bearer;
}

function bearer(scopes: readonly z.output<typeof ScopeName>[]): Record<string, string> {
  return { authorization: `Bearer ${testToken({ kind: 'user', id: newId(), roles: ['staff'], scopes })}` };
}

/** What each route answers, by its name. */
async function refusalsOf(
  called: readonly Documented[],
  headersFor: (route: Documented) => Record<string, string>,
  body: string | null = null,
): Promise<Record<string, string>> {
  const answers = called.map(async (route) => {
    const path = route.path.replace('{provider}', 'sandbox').replaceAll(/\{\w+\}/g, randomUUID());
    const headers = { 'idempotency-key': randomUUID(), 'if-match': '"1"', ...headersFor(route) };
    const response = await shop.fetch(path, { method: route.method, headers, body });
    const { code, errors } = Refusal.catch({ code: 'no problem' }).parse(await response.json().catch(() => undefined));
    return [route.operationId, `${response.status} ${code}${errors?.length ? ', with pointers' : ''}`];
  });
  return Object.fromEntries(await Promise.all(answers));
}

function alike(called: readonly Documented[], answer: string): Record<string, string> {
  return Object.fromEntries(called.map(({ operationId }) => [operationId, answer]));
}
