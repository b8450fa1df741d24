import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { identityModule } from '../../src/modules/identity/index.ts';
import { testShop } from '../support/test-shop.ts';
import { newcomer, peopleOf, SessionTokens } from './people.ts';

const shop = testShop([identityModule]);
const guest = shop.asGuest();
const { bearing, postForm, refresh, registered, signIn } = peopleOf(shop);

const OAuthTokens = z.object({ access_token: z.string(), refresh_token: z.string() });

describe('signing in', () => {
  it('answers tokens that nobody may cache', async () => {
    const person = newcomer();
    await guest.post('/v1/users', person);
    const answer = await guest.post('/v1/sessions', { email: person.email.toUpperCase(), password: person.password });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    answer.as(SessionTokens);
  });

  it('refuses a wrong password and an unknown address alike', async () => {
    const { person } = await registered();
    const wrong = await guest.post('/v1/sessions', { email: person.email, password: 'wrong' });
    const unknown = await guest.post('/v1/sessions', { email: 'nobody@example.com', password: 'wrong' });
    const { requestId: _one, ...wrongBody } = wrong.as(z.looseObject({ requestId: z.string() }));
    const { requestId: _two, ...unknownBody } = unknown.as(z.looseObject({ requestId: z.string() }));
    expect(wrong.status).toBe(401);
    expect(wrongBody).toMatchObject({ code: 'identity.invalid_credentials' });
    expect(unknownBody).toEqual(wrongBody);
  });

  it('is refused without a password', async () => {
    await expect(guest.post('/v1/sessions', { email: 'ada@example.com' })).resolves.toMatchObject({ status: 400 });
  });

  it('gives tokens that anybody can verify with the published keys', async () => {
    const person = newcomer();
    await guest.post('/v1/users', person);
    const { accessToken } = await signIn(person);
    const keys = await guest.get('/.well-known/jwks.json');
    expect(keys.headers.get('cache-control')).toBe('public, max-age=300');
    const set = keys.as(z.object({ keys: z.array(z.record(z.string(), z.string())).length(2) }));
    const keySet = createLocalJWKSet({ keys: set.keys.map((key) => ({ kty: 'EC', ...key })) });
    const { payload } = await jwtVerify(accessToken, keySet, {
      issuer: 'http://localhost:3000',
      audience: 'tessera',
      typ: 'at+jwt',
    });
    expect(payload).toMatchObject({ scope: expect.stringContaining('orders:write'), roles: ['customer'] });
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'ES256', kid: expect.any(String) });
    expect(JSON.stringify(set)).not.toContain('"d"');
  });
});

describe('refreshing', () => {
  it('exchanges a refresh token for new tokens', async () => {
    const { person } = await registered();
    const { refreshToken } = await signIn(person);
    const answer = await refresh(refreshToken);
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 900 } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { access_token: accessToken } = OAuthTokens.parse(answer.body);
    await expect(bearing(accessToken).get('/v1/users/me')).resolves.toMatchObject({ status: 200, body: { email: person.email } });
  });

  it('answers the same again where the answer may have been lost', async () => {
    const { person } = await registered();
    const { refreshToken } = await signIn(person);
    const [first, again] = [
      OAuthTokens.parse((await refresh(refreshToken)).body),
      OAuthTokens.parse((await refresh(refreshToken)).body),
    ];
    expect(again.refresh_token).toBe(first.refresh_token);
  });

  it('ends the session for good when a token is used twice', async () => {
    const { person } = await registered();
    const { refreshToken } = await signIn(person);
    const successor = OAuthTokens.parse((await refresh(refreshToken)).body).refresh_token;
    const last = OAuthTokens.parse((await refresh(successor)).body).refresh_token;
    const reused = await refresh(refreshToken);
    expect(reused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(reused.headers.get('content-type')).toBe('application/json');
    await expect(refresh(last)).resolves.toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each([
    ['an unknown token', { grant_type: 'refresh_token', refresh_token: 'made-up' }, 'invalid_grant'],
    ['no token', { grant_type: 'refresh_token' }, 'invalid_request'],
    ['no grant type', { refresh_token: 'made-up' }, 'invalid_request'],
    ['another grant type', { grant_type: 'password', unknown: 'is ignored' }, 'unsupported_grant_type'],
    ['more scope than there is', { grant_type: 'refresh_token', refresh_token: 'made-up', scope: 'x' }, 'invalid_grant'],
  ])('is refused with %s, in the words of RFC 6749', async (_, fields, error) => {
    await expect(postForm('/oauth/token', fields)).resolves.toMatchObject({
      status: 400,
      body: { error, error_description: expect.any(String) },
    });
  });

  it('is over after signing out, which may be said twice', async () => {
    const { person } = await registered();
    const { refreshToken: token } = await signIn(person);
    await expect(postForm('/oauth/revoke', { token })).resolves.toMatchObject({ status: 200, body: undefined });
    await expect(postForm('/oauth/revoke', { token })).resolves.toMatchObject({ status: 200 });
    await expect(postForm('/oauth/revoke', { token_type_hint: 'refresh_token' })).resolves.toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    await expect(refresh(token)).resolves.toMatchObject({ status: 400 });
  });
});
