import { expect, it } from 'vitest';
import { ApiError, unwrap } from './api-error.ts';

const PROBLEM = {
  type: '/docs/problems#orders.sku_not_on_sale',
  title: 'Unprocessable Content',
  status: 422,
  detail: 'TEA-9 is not on sale.',
  instance: '/v1/orders',
  code: 'orders.sku_not_on_sale',
  requestId: 'request-1',
  retryable: false,
  errors: [{ pointer: '/lines/0/sku', code: 'orders.sku_not_on_sale', detail: 'TEA-9 is not on sale.' }],
};

it('keeps what the shop said of its refusal', () => {
  const error = new ApiError(new Response(null, { status: 422, headers: { 'retry-after': '7' } }), PROBLEM);
  expect(error).toMatchObject({
    name: 'ApiError',
    message: '422 orders.sku_not_on_sale: TEA-9 is not on sale.',
    status: 422,
    code: PROBLEM.code,
    detail: PROBLEM.detail,
    requestId: 'request-1',
    retryable: false,
    errors: PROBLEM.errors,
    retryAfterSeconds: 7,
  });
});

it('is there for answers of others too, with the id of the request where it came through', () => {
  const error = new ApiError(new Response(null, { status: 502, headers: { 'x-request-id': 'request-2' } }), '<html>Bad gateway');
  expect(error).toMatchObject({ status: 502, code: 'http.unreadable', requestId: 'request-2', errors: [] });
});

it('has a code for refusals of OAuth as well', () => {
  const error = new ApiError(new Response(null, { status: 400 }), { error: 'invalid_grant', error_description: 'Used before.' });
  expect(error).toMatchObject({ code: 'oauth.invalid_grant', detail: 'Used before.' });
});

it('is thrown by unwrap, which otherwise resolves to the answer', async () => {
  const answered = { data: { id: 'order-1' }, response: new Response(null, { status: 201 }) };
  await expect(unwrap(Promise.resolve(answered))).resolves.toEqual({ id: 'order-1' });
  const refused = { error: PROBLEM, response: new Response(null, { status: 422 }) };
  await expect(unwrap(Promise.resolve(refused))).rejects.toMatchObject({ code: PROBLEM.code });
});
