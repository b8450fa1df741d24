import { expect, it } from 'vitest';
import { ApiError, unwrap } from './api-error.ts';
import { createClient } from './create-client.ts';
import { entriesOf } from './entries.ts';
import { answeringServer } from './testing/answering-server.ts';

const retry = { attempts: 3, longestPauseMs: 5 };

it('gives each change a key of its own, which all attempts at it share', async () => {
  const { url, arrived } = await answeringServer((_, count) => (count % 2 === 0 ? 'hang-up' : { status: 201, body: {} }));
  const client = createClient({ baseUrl: url, retry });
  await unwrap(client.POST('/v1/carts', {}));
  await unwrap(client.POST('/v1/carts', {}));
  const [first, again, second, secondAgain] = arrived.map(({ headers }) => headers['idempotency-key']);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect([again, secondAgain]).toEqual([first, second]);
  expect(second).not.toBe(first);
});

it('leaves a key alone that its caller chose, and reads without one', async () => {
  const { url, arrived } = await answeringServer(() => ({ status: 200, body: {} }));
  const client = createClient({ baseUrl: url });
  await client.POST('/v1/carts', { params: { header: { 'Idempotency-Key': 'mine' } } });
  await client.GET('/v1/products');
  expect(arrived.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', undefined]);
});

it('sends the keys of a storefront and of a guest with everything', async () => {
  const { url, arrived } = await answeringServer(() => ({ status: 204, body: '' }));
  const client = createClient({ baseUrl: url, apiKey: 'publishable', accessKey: 'secret' });
  await client.GET('/v1/products');
  for await (const _ of client.events('/v1/orders/1/events'));
  for (const { headers } of arrived) expect(headers).toMatchObject({ 'x-api-key': 'publishable', 'x-access-key': 'secret' });
  expect(arrived).toHaveLength(2);
});

it('resolves to the refusal, or throws it, as its caller likes', async () => {
  const problem = { code: 'http.not_found', detail: 'There is nothing here.', requestId: 'r-1' };
  const { url } = await answeringServer(() => ({ status: 404, body: problem }));
  const client = createClient({ baseUrl: url });
  const call = () => client.GET('/v1/products/{id}', { params: { path: { id: 'tea' } } });
  expect((await call()).error?.code).toBe('http.not_found');
  await expect(unwrap(call())).rejects.toBeInstanceOf(ApiError);
});

it('reads a list to its end, page by page', async () => {
  const pages = [
    { data: [{ id: '1' }, { id: '2' }], hasMore: true, nextCursor: 'next' },
    { data: [{ id: '3' }], hasMore: false },
  ];
  const { url, arrived } = await answeringServer((_, count) => ({ status: 200, body: pages[count] }));
  const client = createClient({ baseUrl: url });
  const ids: string[] = [];
  for await (const { id } of entriesOf((query) => unwrap(client.GET('/v1/products', { params: { query } })))) ids.push(id);
  expect(ids).toEqual(['1', '2', '3']);
  expect(arrived.map(({ path }) => path)).toEqual(['/v1/products?limit=100', '/v1/products?limit=100&cursor=next']);
});
