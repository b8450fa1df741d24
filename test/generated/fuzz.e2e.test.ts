import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';
import { answerJudge, type SeenAnswer } from './answer-judge.ts';
import { type DocumentedApi, type DocumentedRoute, documentedApi } from './documented-routes.ts';
import { EVERY_SCOPE } from './every-scope.ts';
import { type FuzzedRequest, fuzzedRequests, type KnownIds } from './fuzzed-requests.ts';

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 20_000);
const AT_ONCE = 10;
const SEED = Number(process.env.FUZZ_SEED ?? Date.now());

const shop = testShop(undefined, { bus: 'real' });
const { sell, order, fillCart, paymentsOf, shipmentsOf } = shopping(shop);
const admin = `Bearer ${testToken({ kind: 'user', id: newId(), roles: ['admin'], scopes: EVERY_SCOPE })}`;

let api: DocumentedApi;
let known: KnownIds;

beforeAll(async () => {
  api = await documentedApi(shop);
  await sell('FUZZ-1', { stock: 1_000_000 });
  const bought = await order({ lines: [{ sku: 'FUZZ-1', quantity: 1 }] });
  const cart = await fillCart('FUZZ-1');
  const [payments, shipments] = [await paymentsOf(bought.id), await shipmentsOf(bought.id)];
  known = { id: [bought.id, cart.id, ...[...payments, ...shipments].map(({ id }) => id)], sku: ['FUZZ-1'] };
}, 60_000);

describe('a request that is broken in any way', () => {
  it('is answered as the document says, and never by a failure of ours', async () => {
    const judge = answerJudge(api.document);
    const complaints: Record<string, string> = {};
    const statuses = new Map<number, number>();
    for await (const [route, request, answer] of everyAnswer()) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const complaint = judge(route, answer);
      if (complaint) complaints[`${route.operationId}: ${complaint}`] ??= JSON.stringify(request).slice(0, 500);
    }
    expect(complaints, `seed ${SEED}`).toEqual({});
    expect(sum(statuses.values())).toBeGreaterThanOrEqual(REQUESTS);
    // Requests have to get through each stage, or the next one was never tried.
    for (const status of [200, 201, 400, 401, 404, 409]) expect(statuses.get(status), `${status}`).toBeGreaterThan(0);
  }, 900_000);
});

type Answered = readonly [DocumentedRoute, FuzzedRequest, SeenAnswer];

async function* everyAnswer(): AsyncGenerator<Answered> {
  for (const route of api.routes.filter(isAnswered)) {
    for (const requests of requestsTo(route)) {
      yield* await Promise.all(requests.map((request, index) => answered(route, request, index % 4 === 0)));
    }
  }
}

async function answered(route: DocumentedRoute, request: FuzzedRequest, guest: boolean): Promise<Answered> {
  return [route, request, await send(route, request, guest)];
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, count) => total + count, 0);
}

// A few at a time: some hold hundreds of kilobytes.
function* requestsTo(route: DocumentedRoute): Generator<readonly FuzzedRequest[]> {
  const rounds = Math.ceil(REQUESTS / api.routes.filter(isAnswered).length / AT_ONCE);
  const requests = fuzzedRequests(api.document, route, known);
  for (let round = 0; round < rounds; round += 1) yield fc.sample(requests, { seed: SEED + round, numRuns: AT_ONCE });
}

/** A stream of events goes on until its order ends; what may be wrong with it is refused before it begins. */
function isAnswered({ responses }: DocumentedRoute): boolean {
  return responses['200']?.content?.['text/event-stream'] === undefined;
}

async function send(route: DocumentedRoute, { path, headers, body }: FuzzedRequest, guest: boolean): Promise<SeenAnswer> {
  const caller = guest ? {} : { authorization: admin };
  const request = { method: route.method, headers: { ...headers, ...caller }, body };
  let response = await shop.fetch(path, request);
  // On a machine that is busy with other things, a shop that sheds is asked again, as it wishes.
  for (let again = 0; again < 5 && response.status === 503; again += 1) response = await shop.fetch(path, request);
  return { status: response.status, mediaType: response.headers.get('content-type') ?? '', text: await response.text() };
}
