import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { identityModule } from '../../src/modules/identity/index.ts';
import { shopClient } from '../support/shop-client.ts';
import { testShop } from '../support/test-shop.ts';
import { peopleOf } from './people.ts';

const BOSS = { email: 'boss@example.com', password: 'the boss of the shop' };
const shop = testShop([identityModule], {
  settings: {
    TESSERA_ADMIN_EMAIL: BOSS.email,
    TESSERA_ADMIN_PASSWORD: BOSS.password,
    TOKEN_ISSUER: 'https://shop.example',
  },
});
const { bearing, postForm, refresh, registered, signedIn, signIn } = peopleOf(shop);

const Client = z.object({ id: z.uuid(), kind: z.string(), scopes: z.array(z.string()), secret: z.string() });
const Tokens = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.literal(900),
  scope: z.string(),
});

async function made(kind: string, ...scopes: string[]) {
  const boss = await signedIn(BOSS);
  const body = { kind, name: 'ERP', ...(scopes.length > 0 ? { scopes } : {}) };
  const answer = await boss.post('/v1/clients', body);
  expect(answer.status).toBe(201);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return answer.as(Client);
}

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});
const grant = { grant_type: 'client_credentials' };

describe('a client at the token endpoint', () => {
  it('gets an access token and nothing to refresh it with, by HTTP Basic or by the form', async () => {
    const { id, secret } = await made('oauth', 'identity:read', 'orders:read');
    for (const [fields, headers] of [
      [grant, basic(id, secret)],
      [{ ...grant, client_id: id, client_secret: secret }, {}],
    ] as const) {
      const answer = await postForm('/oauth/token', fields, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { access_token: token, scope } = Tokens.parse(answer.body);
      expect(scope).toBe('identity:read orders:read');
      await expect(bearing(token).get('/v1/users/me')).resolves.toMatchObject({ body: { code: 'identity.users_only' } });
      await expect(bearing(token).patch('/v1/users/me', {})).resolves.toMatchObject({
        body: { code: 'http.insufficient_scope' },
      });
    }
  });

  it('may ask for less, and gets nothing where it asks for more', async () => {
    const { id, secret } = await made('oauth', 'identity:read', 'orders:read');
    const less = await postForm('/oauth/token', { ...grant, scope: 'orders:read' }, basic(id, secret));
    expect(less).toMatchObject({ status: 200, body: { scope: 'orders:read' } });
    for (const scope of ['orders:write', 'orders:read orders:write', '']) {
      await expect(postForm('/oauth/token', { ...grant, scope }, basic(id, secret))).resolves.toMatchObject({
        status: 400,
        body: { error: 'invalid_scope' },
      });
    }
  });

  it('is refused in the very form of RFC 6749, section 5.2', async () => {
    const { id, secret } = await made('oauth', 'orders:read');
    const wrong = [
      [grant, basic(id, 'wrong'), 401, 'invalid_client'],
      [grant, basic('nobody', secret), 401, 'invalid_client'],
      [grant, { authorization: 'Basic %%%' }, 401, 'invalid_client'],
      [grant, { authorization: `Basic ${Buffer.from('%ff:%').toString('base64')}` }, 401, 'invalid_client'],
      [grant, { authorization: 'Bearer abc' }, 401, 'invalid_client'],
      [grant, {}, 401, 'invalid_client'],
      [{ ...grant, client_id: id, client_secret: secret }, basic(id, secret), 400, 'invalid_request'],
      [{ ...grant, client_id: 'another' }, basic(id, secret), 400, 'invalid_request'],
      [{ grant_type: 'refresh_token', refresh_token: 'x' }, basic(id, secret), 400, 'unauthorized_client'],
      [{ grant_type: 'authorization_code', code: 'x' }, basic(id, secret), 400, 'unsupported_grant_type'],
      [{}, basic(id, secret), 400, 'invalid_request'],
    ] as const;
    for (const [fields, headers, status, error] of wrong) {
      const answer = await postForm('/oauth/token', fields, headers);
      expect([answer.status, answer.body]).toEqual([
        status,
        { error, error_description: expect.stringMatching(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/) },
      ]);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="tessera"' : null);
    }
  });

  it('is refused in that form, too, before anybody has looked at what it wants', async () => {
    const send = (body: string, type = 'application/x-www-form-urlencoded') =>
      shop.fetch('/oauth/token', { method: 'POST', body, headers: { 'content-type': type } });
    for (const [response, status] of [
      [await send('grant_type=a&grant_type=b'), 400],
      [await send('{}', 'application/json'), 415],
      [await send(`grant_type=${'x'.repeat(200)}`), 400],
    ] as const) {
      expect([response.status, await response.json()]).toEqual([
        status,
        { error: 'invalid_request', error_description: expect.any(String) },
      ]);
    }
  });
});

describe('ending a token', () => {
  it('signs out whoever shows the access token of a session', async () => {
    const { person } = await registered();
    const { accessToken, refreshToken } = await signIn(person);
    await expect(postForm('/oauth/revoke', { token: accessToken })).resolves.toMatchObject({ status: 200 });
    await expect(refresh(refreshToken)).resolves.toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('is for the client itself where the token is that of a client', async () => {
    const { id, secret } = await made('oauth', 'orders:read');
    const { access_token: token } = Tokens.parse((await postForm('/oauth/token', grant, basic(id, secret))).body);
    await expect(postForm('/oauth/revoke', { token })).resolves.toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const other = await made('oauth', 'orders:read');
    await expect(postForm('/oauth/revoke', { token }, basic(other.id, other.secret))).resolves.toMatchObject({ status: 401 });
    await expect(postForm('/oauth/revoke', { token }, basic(id, secret))).resolves.toMatchObject({
      status: 200,
      body: undefined,
    });
  });

  it('is answered alike for what never was a token, and refused for an API key', async () => {
    await expect(postForm('/oauth/revoke', { token: 'made-up' })).resolves.toMatchObject({ status: 200 });
    const { secret: token } = await made('secret', 'orders:read');
    await expect(postForm('/oauth/revoke', { token })).resolves.toMatchObject({
      status: 400,
      body: { error: 'unsupported_token_type' },
    });
  });
});

describe('clients and API keys', () => {
  it('are shown without their secrets, and replaced and revoked, by admins', async () => {
    const boss = await signedIn(BOSS);
    const { id, secret } = await made('secret', 'identity:read');
    const key = shopClient(shop.fetch, { 'x-api-key': secret });
    await expect(key.get('/v1/users/me')).resolves.toMatchObject({ status: 403, body: { code: 'identity.users_only' } });
    await expect(bearing(secret).get('/v1/users/me')).resolves.toMatchObject({ status: 403 });
    const list = await boss.get('/v1/clients?kind=secret&limit=1');
    expect(list).toMatchObject({ status: 200, body: { data: [{ id, lastUsedAt: expect.any(String) }] } });
    expect(JSON.stringify(list.body)).not.toContain(secret);
    const rotated = (await boss.post(`/v1/clients/${id}/secrets`, { overlapSeconds: 0 })).as(Client);
    expect(rotated.secret).not.toBe(secret);
    await expect(boss.delete(`/v1/clients/${id}`)).resolves.toMatchObject({ status: 204 });
    await expect(boss.post(`/v1/clients/${id}/secrets`, {})).resolves.toMatchObject({ status: 409 });
    const fresh = shopClient(shop.fetch, { 'x-api-key': rotated.secret });
    await expect(fresh.get('/v1/users/me')).resolves.toMatchObject({ status: 401, body: { code: 'identity.invalid_api_key' } });
  });

  it('are nobody else’s business, and take nothing unknown', async () => {
    const [{ client }, boss] = [await registered(), await signedIn(BOSS)];
    const body = { kind: 'secret', name: 'Mine', scopes: ['orders:read'] };
    await expect(client.post('/v1/clients', body)).resolves.toMatchObject({
      status: 403,
      body: { code: 'identity.admins_only' },
    });
    await expect(client.get('/v1/clients')).resolves.toMatchObject({ status: 403 });
    await expect(boss.post('/v1/clients', { ...body, scopes: ['space:write'] })).resolves.toMatchObject({
      status: 403,
      body: { code: 'identity.scope_not_held' },
    });
    await expect(boss.post('/v1/clients', { ...body, kind: 'publishable' })).resolves.toMatchObject({ status: 400 });
    await expect(boss.post('/v1/clients', { ...body, scopes: ['everything'] })).resolves.toMatchObject({ status: 400 });
    await expect(boss.delete(`/v1/clients/${crypto.randomUUID()}`)).resolves.toMatchObject({ status: 404 });
  });

  it('can be made and ended by an operator', async () => {
    const input = { kind: 'oauth', name: 'ERP', scopes: ['orders:read'] };
    const client = z.object({ id: z.string(), secret: z.string() }).parse(await shop.verb('identity', 'create-client', input));
    await expect(postForm('/oauth/token', grant, basic(client.id, client.secret))).resolves.toMatchObject({ status: 200 });
    const rotated = await shop.verb('identity', 'rotate-client', { clientId: client.id, overlapSeconds: 0 });
    expect(rotated).toMatchObject({ id: client.id });
    await shop.verb('identity', 'revoke-client', { clientId: client.id });
    await expect(postForm('/oauth/token', grant, basic(client.id, client.secret))).resolves.toMatchObject({ status: 401 });
    await expect(shop.verb('identity', 'list-clients')).resolves.toContainEqual(expect.objectContaining({ id: client.id }));
    await expect(shop.verb('identity', 'create-client', { ...input, scopes: ['space:write'] })).rejects.toMatchObject({
      code: 'identity.scope_not_held',
    });
  });
});

it('tells libraries where everything is, under the address of the issuer', async () => {
  const answer = await shop.asGuest().get('/.well-known/oauth-authorization-server');
  expect(answer).toMatchObject({
    status: 200,
    body: {
      issuer: 'https://shop.example',
      token_endpoint: 'https://shop.example/oauth/token',
      jwks_uri: 'https://shop.example/.well-known/jwks.json',
      grant_types_supported: ['client_credentials', 'refresh_token'],
    },
  });
});

it('makes whoever guesses wait, and says for how long, whether there is an account or not', async () => {
  const { person } = await registered();
  for (const email of [person.email, 'nobody-at-all@example.com']) {
    const guess = () => shop.asGuest().post('/v1/sessions', { email, password: 'guessed' });
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await guess()).status).toBe(401);
    // The first wait is a second; a machine that is slower than that meets a longer one.
    const refused = await eventually(guess, { satisfies: ({ status }) => status === 429, withinMs: 30_000 });
    expect(refused).toMatchObject({ status: 429, body: { code: 'identity.too_many_attempts', retryable: true } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
});
