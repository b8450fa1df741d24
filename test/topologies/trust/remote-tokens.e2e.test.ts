import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '#shared-kernel/clock.ts';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { remoteTokens } from '../../../src/bootstrap/trust/remote-tokens/remote-tokens.ts';
import { identityModule } from '../../../src/modules/identity/index.ts';
import { peopleOf } from '../../api/people.ts';
import { testShop } from '../../support/test-shop.ts';
import { testToken } from '../../support/test-tokens.ts';

/** What is promised, and as long again for a machine that is busy. */
const WITHIN_MS = 10_000;

const BOSS = { email: 'boss@example.com', password: 'the boss of the shop' };
const settings = { TESSERA_ADMIN_EMAIL: BOSS.email, TESSERA_ADMIN_PASSWORD: BOSS.password };
const shop = testShop([identityModule], { settings });
const people = peopleOf(shop);

const process = testToken({ kind: 'client', id: newId(), scopes: ['tokens:read'] });
const tokens = remoteTokens({
  fetchFromIdentity: async (path, { headers, ...request }) =>
    shop.fetch(path, { ...request, headers: { ...headers, authorization: `Bearer ${process}` } }),
  issuer: 'http://localhost:3000',
  audience: 'tessera',
  clock: systemClock,
  complain: () => undefined,
});
beforeAll(() => tokens.start());
afterAll(() => tokens.stop());

const refusalOf = (credential: string) =>
  eventually(
    () =>
      tokens.verify(credential).then(
        () => 'taken',
        (error: unknown) => z.object({ code: z.string() }).parse(error).code,
      ),
    { satisfies: (answer) => answer !== 'taken', withinMs: WITHIN_MS },
  );

describe('a process without identity', () => {
  it('knows users by their access tokens, until they sign out', async () => {
    const { person, profile } = await people.registered();
    const { accessToken, refreshToken } = await people.signIn(person);
    const principal = await tokens.verify(accessToken);
    expect(principal).toMatchObject({ kind: 'user', id: profile.id, roles: ['customer'] });
    expect(principal.scopes).toContain('orders:write');
    await people.postForm('/oauth/revoke', { token: refreshToken });
    await expect(refusalOf(accessToken)).resolves.toBe('identity.revoked_token');
  });

  it('knows programs by their keys and tokens, until they are revoked', async () => {
    const boss = await people.signedIn(BOSS);
    const Made = z.object({ id: z.uuid(), secret: z.string() });
    const made = async (kind: string) => {
      return (await boss.post('/v1/clients', { kind, name: 'ERP', scopes: ['inventory:write'] })).as(Made);
    };
    const [key, client] = [await made('secret'), await made('oauth')];
    const grant = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret };
    const granted = await people.postForm('/oauth/token', grant);
    const { access_token: token } = z.object({ access_token: z.string() }).parse(granted.body);
    await expect(tokens.verify(key.secret)).resolves.toEqual({ kind: 'client', id: key.id, scopes: ['inventory:write'] });
    await expect(tokens.verify(token)).resolves.toEqual({ kind: 'client', id: client.id, scopes: ['inventory:write'] });
    for (const { id } of [key, client]) await boss.delete(`/v1/clients/${id}`);
    await expect(refusalOf(key.secret)).resolves.toBe('identity.invalid_api_key');
    await expect(refusalOf(token)).resolves.toBe('identity.revoked_token');
  });
});
