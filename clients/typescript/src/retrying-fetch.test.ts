import { describe, expect, it } from 'vitest';
import { retryingFetch } from './retrying-fetch.ts';
import { type Answer, answeringServer, type Script } from './testing/answering-server.ts';

const impatient = retryingFetch((request) => fetch(request), { attempts: 3, longestPauseMs: 5 });
const OK = { status: 200, body: {} } as const;
/** These first, then what is right. */
const answersAfter =
  (...first: (Answer | 'hang-up')[]): Script =>
  (_request, count) =>
    first[count] ?? OK;
const keyed = (url: string) =>
  new Request(url, { method: 'POST', body: '{"sku":"TEA-1"}', headers: { 'idempotency-key': 'key-1' } });

describe('what is safe to repeat', () => {
  it.each([
    ['the shop is not there for a moment', { status: 503, body: {} }],
    ['a proxy does not reach the shop', { status: 502, body: '<html>' }],
    ['the connection breaks', 'hang-up'],
  ] as const)('is read again where %s', async (_, trouble) => {
    const server = await answeringServer(answersAfter(trouble, trouble));
    expect((await impatient(new Request(server.url))).status).toBe(200);
    expect(server.arrived).toHaveLength(3);
  });

  it('is written again under the same key and with the same body', async () => {
    const server = await answeringServer(answersAfter('hang-up', { status: 503, body: {} }));
    expect((await impatient(keyed(server.url))).status).toBe(200);
    const sent = server.arrived.map(({ headers, body }) => [headers['idempotency-key'], body]);
    expect(sent).toEqual(Array.from({ length: 3 }, () => ['key-1', '{"sku":"TEA-1"}']));
  });

  it('waits for the answer of a request under the same key that is still on its way', async () => {
    const server = await answeringServer(answersAfter({ status: 409, headers: { 'retry-after': '1' }, body: {} }));
    expect((await impatient(keyed(server.url))).status).toBe(200);
  });

  it('is given up after so many attempts, with what came last', async () => {
    const busy = { status: 503, body: {} };
    const server = await answeringServer(() => busy);
    expect((await impatient(new Request(server.url))).status).toBe(503);
    expect(server.arrived).toHaveLength(3);
    const silent = await answeringServer(() => 'hang-up');
    await expect(impatient(new Request(silent.url))).rejects.toThrow(TypeError);
    expect(silent.arrived).toHaveLength(3);
  });
});

describe('what may have happened already', () => {
  it.each(['hang-up', { status: 503, body: {} }] as const)('is not repeated without a key: %j', async (trouble) => {
    const server = await answeringServer(answersAfter(trouble));
    const outcome = await impatient(new Request(server.url, { method: 'PUT', body: '{}' })).catch((error: unknown) => error);
    expect(outcome).not.toMatchObject({ status: 200 });
    expect(server.arrived).toHaveLength(1);
  });

  it('is repeated where the shop says that it took nothing on', async () => {
    const server = await answeringServer(answersAfter({ status: 429, headers: { 'retry-after': '1' }, body: {} }));
    expect((await impatient(new Request(server.url, { method: 'PUT', body: '{}' }))).status).toBe(200);
  });

  it('is a refusal that stands', async () => {
    const server = await answeringServer(() => ({ status: 409, body: {} }));
    expect((await impatient(keyed(server.url))).status).toBe(409);
    expect(server.arrived).toHaveLength(1);
  });
});

describe('the pause', () => {
  it('is as long as the shop asks for', async () => {
    const patient = retryingFetch((request) => fetch(request), { attempts: 2, longestPauseMs: 60_000 });
    const server = await answeringServer(answersAfter({ status: 429, headers: { 'retry-after': '1' }, body: {} }));
    const startedAt = performance.now();
    expect((await patient(new Request(server.url))).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });

  it('ends where nobody wants the answer any more', async () => {
    const patient = retryingFetch((request) => fetch(request), { attempts: 2, longestPauseMs: 3_600_000 });
    const leaving = new AbortController();
    const server = await answeringServer(() => {
      setImmediate(() => leaving.abort(new Error('the page was left')));
      return { status: 503, headers: { 'retry-after': '3600' }, body: {} };
    });
    await expect(patient(new Request(server.url, { signal: leaving.signal }))).rejects.toThrow('the page was left');
  });
});
