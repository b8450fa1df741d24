import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { systemClock } from '#shared-kernel/clock.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { askIdentity } from '../../../src/bootstrap/forwarding/ask-identity.ts';
import { Forwarder } from '../../../src/bootstrap/forwarding/forwarder.ts';
import type { ServiceToken } from '../../../src/bootstrap/forwarding/transport.ts';
import { TIMING } from '../../../src/bootstrap/forwarding/transport.ts';
import { serve } from '../../../src/bootstrap/http/serve.ts';
import { remoteTokens } from '../../../src/bootstrap/trust/remote-tokens/remote-tokens.ts';
import { identityModule } from '../../../src/modules/identity/index.ts';
import { peopleOf } from '../../api/people.ts';
import { testShop } from '../../support/test-shop.ts';
import { Certificates, trustOf } from './trusted-processes.ts';

/** What is promised, and as long again for a machine that is busy. */
const WITHIN_MS = 10_000;

const BOSS = { email: 'boss@example.com', password: 'the boss of the shop' };
const settings = { TESSERA_ADMIN_EMAIL: BOSS.email, TESSERA_ADMIN_PASSWORD: BOSS.password };
const shop = testShop([identityModule], { settings });
const people = peopleOf(shop);

type Kind = 'plain' | 'mutual-tls';

/** Payments, which asks the process of identity over real sockets, as processes of a topology do. */
async function payments(transport: Kind, tokenFor?: ServiceToken) {
  const certificates = await new Certificates().renew();
  const [{ trust: theirs }, { trust: ours }] = [
    await trustOf(certificates, 'identity', { transport }),
    await trustOf(certificates, 'payments', { transport }),
  ];
  const server = await serve(shop.app, { host: '127.0.0.1', port: 0, trust: theirs });
  onTestFinished(() => server.stop(1_000));
  const complaints: string[] = [];
  const complain = (what: string) => void complaints.push(what);
  const forwarder = new Forwarder({ timing: TIMING, count: () => undefined, complain, transport: ours.transport });
  onTestFinished(() => forwarder.stop());
  const address = server.url.replace(/^https?:\/\//, '');
  forwarder.replace([{ id: 'identity-1', process: 'identity', modules: ['identity'], address, metadata: {} }]);
  const fetchFromIdentity = askIdentity(forwarder, tokenFor ?? ours.tokenFor('tokens:read'));
  const checks = { issuer: 'http://localhost:3000', audience: 'tessera' };
  const tokens = remoteTokens({ fetchFromIdentity, ...checks, clock: systemClock, complain });
  await tokens.start();
  onTestFinished(() => tokens.stop());
  const refusalOf = (credential: string) =>
    eventually(
      () =>
        tokens.verify(credential).then(
          () => 'taken',
          (error: unknown) => z.object({ code: z.string() }).parse(error).code,
        ),
      { satisfies: (answer) => answer !== 'taken', withinMs: WITHIN_MS },
    );
  return { tokens, refusalOf, complaints };
}

describe.each<Kind>(['plain', 'mutual-tls'])('a process without identity, where transport is %s', (transport) => {
  it('knows users by their access tokens, until they sign out', async () => {
    const { tokens, refusalOf, complaints } = await payments(transport);
    const { person, profile } = await people.registered();
    const { accessToken, refreshToken } = await people.signIn(person);
    const principal = await tokens.verify(accessToken);
    expect(principal).toMatchObject({ kind: 'user', id: profile.id, roles: ['customer'] });
    expect(principal.scopes).toContain('orders:write');
    await people.postForm('/oauth/revoke', { token: refreshToken });
    await expect(refusalOf(accessToken)).resolves.toBe('identity.revoked_token');
    expect(complaints).toEqual([]);
  });

  it('knows programs by their keys and tokens, until they are revoked', async () => {
    const { tokens, refusalOf } = await payments(transport);
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

  it('is told nothing where it does not say who it is', async () => {
    const { tokens, complaints } = await payments(transport, () => '');
    const { accessToken } = await people.signIn((await people.registered()).person);
    await expect(tokens.verify(accessToken)).rejects.toMatchObject({ code: 'identity.unavailable' });
    expect(complaints.length).toBeGreaterThan(0);
  });
});
