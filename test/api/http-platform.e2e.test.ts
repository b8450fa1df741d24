import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { recordingLog } from '../support/recording-log.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';
import { notesControl, notesModule } from './notes-module.ts';

const control = notesControl();
const { log, lines } = recordingLog();
const shop = testShop([notesModule(control)], { log });
const guest = shop.asGuest();

const NOTE = '/v1/notes/0198c5a0-0000-7000-8000-000000000001';

beforeEach(() => void lines.splice(0));

describe('a request', () => {
  it('keeps the id and the trace of its caller, up to the messages that it causes', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = {
      'x-request-id': 'checkout-42',
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      'idempotency-key': randomUUID(),
    };
    const answer = await guest.post('/v1/notes', { text: 'traced' }, headers);
    expect(answer.headers.get('x-request-id')).toBe('checkout-42');
    expect(control.causes.at(-1)).toEqual({
      correlationId: 'checkout-42',
      traceparent: expect.stringMatching(new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`)),
    });
  });

  it('is given an id where it brings none, or one that could forge a log line', async () => {
    for (const headers of [{}, { 'x-request-id': 'a b' }, { 'x-request-id': 'x'.repeat(129) }]) {
      const answer = await guest.get('/v1/notes', headers);
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    }
  });

  it('leaves one line in the log, without its query', async () => {
    const { headers } = await guest.get('/v1/notes?limit=3', { 'x-request-id': 'logged' });
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'answered',
        fields: {
          requestId: 'logged',
          traceId: expect.any(String),
          method: 'GET',
          route: '/v1/notes',
          status: 200,
          ms: expect.any(Number),
          caller: 'guest',
          bytes: Number(headers.get('content-length')),
        },
      },
    ]);
  });

  it('leaves in that line who called by his id, and nothing else of him', async () => {
    await shop.asUser('ada').get('/v1/notes/mine');
    expect(lines.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ caller: 'user', callerId: 'ada', status: 200 }),
    ]);
  });

  it('is answered with headers that keep browsers from harm', async () => {
    const { headers } = await guest.get('/v1/notes');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('a refusal', () => {
  it('is a problem document', async () => {
    const answer = await guest.get('/v1/nowhere', { 'x-request-id': 'lost' });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer).toMatchObject({
      status: 404,
      body: {
        type: '/docs/problems#http.not_found',
        title: 'Not Found',
        status: 404,
        instance: '/v1/nowhere',
        code: 'http.not_found',
        requestId: 'lost',
        retryable: false,
      },
    });
  });

  it('of a method says which ones there are', async () => {
    const answer = await guest.patch('/v1/notes', {});
    expect(answer).toMatchObject({ status: 405, body: { code: 'http.method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS, POST');
  });

  it('by a bug shows nothing of it, and is logged once', async () => {
    control.failure = new Error('select password from users');
    const answer = await guest.get('/v1/failures/thrown');
    expect(answer).toMatchObject({ status: 500, body: { code: 'http.internal_error', retryable: false } });
    expect(JSON.stringify(answer.body)).not.toContain('password');
    expect(lines.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ fields: expect.objectContaining({ err: control.failure }) }),
    ]);
  });

  it('for want of a database says when to come back', async () => {
    control.failure = new DatabaseUnavailable('The database does not answer.');
    const answer = await guest.get('/v1/failures/thrown');
    expect(answer).toMatchObject({ status: 503, body: { code: 'database.unavailable', retryable: true } });
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it('by a lock that was not free in time may be tried again', async () => {
    control.failure = Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' });
    await expect(guest.get('/v1/failures/thrown')).resolves.toMatchObject({ status: 503, body: { code: 'database.busy' } });
  });

  it('meets a reply that the route does not declare, while developing', async () => {
    await expect(guest.get('/v1/failures/undeclared')).resolves.toMatchObject({ status: 500 });
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ err: expect.objectContaining({ message: expect.stringContaining('/secret') }) }),
      }),
    );
  });
});

describe('access', () => {
  it('is refused without a token, and says how to get in', async () => {
    const answer = await guest.get('/v1/notes/mine');
    expect(answer).toMatchObject({ status: 401, body: { code: 'http.unauthenticated' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="tessera"');
    await expect(shop.asUser('ada').get('/v1/notes/mine')).resolves.toMatchObject({ status: 200, body: { userId: 'ada' } });
  });

  it('is refused with a token that is not valid, even where none is needed', async () => {
    const answer = await guest.get(NOTE, { authorization: 'Bearer forged' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await expect(guest.get(NOTE, { authorization: 'Basic YWRhOg==' })).resolves.toMatchObject({ status: 401 });
    await expect(guest.get(NOTE)).resolves.toMatchObject({ status: 200, body: { text: 'nobody' } });
  });

  it('needs the scope that the route names', async () => {
    await expect(shop.asUser().delete('/v1/notes')).resolves.toMatchObject({
      status: 403,
      body: { code: 'http.insufficient_scope' },
    });
    await expect(shop.asStaff('catalog:write').delete('/v1/notes')).resolves.toMatchObject({ status: 204, body: '' });
  });
});

describe('the kind of a caller', () => {
  const erp = testToken({ kind: 'client', id: 'erp', scopes: ['catalog:read'] });
  const shopWindow = testToken({ kind: 'storefront', id: 'shop window', scopes: [] });
  const ada = testToken({ kind: 'user', id: 'ada', roles: ['customer'], scopes: ['catalog:read'] });

  it('lets a storefront do what a guest may, and nothing else', async () => {
    const headers = { 'x-api-key': shopWindow };
    await expect(guest.get(NOTE, headers)).resolves.toMatchObject({ status: 200, body: { text: 'shop window' } });
    await expect(guest.get('/v1/notes/mine', headers)).resolves.toMatchObject({ status: 403, body: { code: 'http.users_only' } });
    await expect(guest.delete('/v1/notes', headers)).resolves.toMatchObject({ status: 403 });
  });

  it('lets a program do what its scopes say, also where a guest needs none', async () => {
    const headers = { authorization: `Bearer ${erp}` };
    await expect(guest.get(NOTE, headers)).resolves.toMatchObject({ status: 200, body: { text: 'erp' } });
    await expect(guest.post('/v1/notes', { text: 'no' }, headers)).resolves.toMatchObject({
      status: 403,
      body: { code: 'http.insufficient_scope', detail: 'This needs the scope catalog:write.' },
    });
    await expect(guest.get('/v1/notes/mine', headers)).resolves.toMatchObject({ status: 403, body: { code: 'http.users_only' } });
  });

  it('is that of the token where a storefront sends its key beside it, and unclear beside a secret key', async () => {
    const authorization = `Bearer ${ada}`;
    await expect(guest.get(NOTE, { authorization, 'x-api-key': shopWindow })).resolves.toMatchObject({ body: { text: 'ada' } });
    await expect(guest.get(NOTE, { authorization, 'x-api-key': erp })).resolves.toMatchObject({ status: 401 });
    await expect(guest.get(NOTE, { authorization, 'x-api-key': 'revoked' })).resolves.toMatchObject({ status: 401 });
  });
});
