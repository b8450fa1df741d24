import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { identityModule } from '../../src/modules/identity/index.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';
import { peopleOf } from './people.ts';

const BOSS = { email: 'boss@example.com', password: 'the boss of the shop' };
const settings = { TESSERA_ADMIN_EMAIL: BOSS.email, TESSERA_ADMIN_PASSWORD: BOSS.password };
const shop = testShop([identityModule], { settings });
const { postForm, registered, signedIn, signIn } = peopleOf(shop);

const program = (...scopes: Scope[]) => ({
  authorization: `Bearer ${testToken({ kind: 'client', id: newId(), scopes })}`,
});
const server = program('tokens:read');

const introspect = async (token: string, headers = server) => {
  const answer = await postForm('/oauth/introspect', { token }, headers);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return answer.body;
};

const Key = z.object({ id: z.uuid(), secret: z.string() });
const Revocations = z.strictObject({
  data: z.array(z.object({ id: z.uuid(), belowVersion: z.int(), recordedAt: z.iso.datetime() })),
  hasMore: z.boolean(),
  nextCursor: z.string().optional(),
});

describe('whoever asks about a credential', () => {
  it('is told whose access token it is, until when, and what it allows', async () => {
    const { person, profile } = await registered();
    const { accessToken } = await signIn(person);
    await expect(introspect(accessToken)).resolves.toEqual({
      active: true,
      kind: 'user',
      sub: profile.id,
      iss: 'http://localhost:3000',
      roles: ['customer'],
      scope: expect.stringContaining('orders:write'),
      token_type: 'Bearer',
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
  });

  it('is told which program or storefront holds an API key, and at once when it no longer does', async () => {
    const boss = await signedIn(BOSS);
    const made = async (body: object) => (await boss.post('/v1/clients', body)).as(Key);
    const secret = await made({ kind: 'secret', name: 'ERP', scopes: ['inventory:write'] });
    const publishable = await made({ kind: 'publishable', name: 'Shop window' });
    await expect(introspect(secret.secret)).resolves.toMatchObject({
      active: true,
      kind: 'client',
      client_id: secret.id,
      scope: 'inventory:write',
    });
    await expect(introspect(publishable.secret)).resolves.toMatchObject({ active: true, kind: 'storefront', scope: '' });
    await boss.delete(`/v1/clients/${secret.id}`);
    await expect(introspect(secret.secret)).resolves.toEqual({ active: false });
  });

  it('learns nothing about what is no credential, or was one', async () => {
    const { person } = await registered();
    const { accessToken, refreshToken } = await signIn(person);
    for (const token of ['nonsense', `${accessToken}A`, refreshToken, `sk_${'A'.repeat(43)}`]) {
      await expect(introspect(token)).resolves.toEqual({ active: false });
    }
  });

  it('is refused where nothing is asked about', async () => {
    await expect(postForm('/oauth/introspect', {}, server)).resolves.toMatchObject({
      status: 400,
      body: { code: 'http.invalid_body' },
    });
  });
});

describe('whoever checks access tokens by itself', () => {
  const list = async (query = '', headers: Record<string, string> = server) => {
    const response = await shop.fetch(`/v1/revocations${query}`, { headers });
    return { response, body: response.status === 200 ? Revocations.parse(await response.json()) : undefined };
  };

  it('finds what ended, page by page, and is not told twice what it has', async () => {
    const begun = new Date().toISOString();
    for (let count = 0; count < 3; count += 1) {
      const { person } = await registered();
      const { accessToken } = await signIn(person);
      await postForm('/oauth/revoke', { token: accessToken });
    }
    const { response, body } = await list(`?since=${begun}`);
    expect(body).toMatchObject({ hasMore: false });
    expect(body?.data.length).toBeGreaterThanOrEqual(3);
    const first = await list(`?since=${begun}&limit=2`);
    const second = await list(`?since=${begun}&limit=5000&cursor=${first.body?.nextCursor}`);
    expect([...(first.body?.data ?? []), ...(second.body?.data ?? [])]).toEqual(body?.data);
    const etag = response.headers.get('etag') ?? '';
    const again = await list(`?since=${begun}`, { ...server, 'if-none-match': etag });
    expect(again.response.status).toBe(304);
  });

  it('is refused a limit that is too high, or a cursor that is none of ours', async () => {
    for (const query of ['?limit=5001', '?since=yesterday', '?cursor=e30']) {
      expect((await list(query)).response.status).toBe(400);
    }
  });
});

describe('what credentials are good is told to nobody but programs that an operator chose', () => {
  it('not to users, admins among them, nor to other programs', async () => {
    const { person } = await registered();
    const [customer, boss] = [await signIn(person), await signIn(BOSS)];
    for (const { accessToken } of [customer, boss]) {
      const headers = { authorization: `Bearer ${accessToken}` };
      await expect(introspect(accessToken, headers)).resolves.toMatchObject({ code: 'http.insufficient_scope' });
      expect((await shop.fetch('/v1/revocations', { headers })).status).toBe(403);
    }
    await expect(introspect('x', program('identity:read'))).resolves.toMatchObject({ code: 'http.insufficient_scope' });
  });

  it('an admin cannot hand it on, an operator can', async () => {
    const boss = await signedIn(BOSS);
    const body = { kind: 'secret', name: 'Resource server', scopes: ['tokens:read'] };
    await expect(boss.post('/v1/clients', body)).resolves.toMatchObject({
      status: 403,
      body: { code: 'identity.scope_not_held' },
    });
    const made = Key.parse(await shop.verb('identity', 'create-client', body));
    const { accessToken } = await signIn(BOSS);
    const answer = await introspect(accessToken, { authorization: `Bearer ${made.secret}` });
    expect(answer).toMatchObject({ active: true, kind: 'user', roles: ['customer', 'admin'] });
  });
});
