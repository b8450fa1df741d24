import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { SmallIdentity } from '../testing/small-identity.ts';
import { remoteTokens } from './remote-tokens.ts';

const ADA = randomUUID();
const KEY = `sk_${'K'.repeat(43)}`;

async function elsewhere({ start = true } = {}) {
  const clock = fixedClock();
  const identity = new SmallIdentity(clock);
  await identity.rotate();
  const tokens = remoteTokens({
    fetchFromIdentity: identity.fetch,
    issuer: 'https://shop.example',
    audience: 'tessera',
    clock,
    complain: () => undefined,
  });
  if (start) await tokens.start();
  onTestFinished(() => tokens.stop());
  identity.asked = [];
  return { clock, identity, tokens };
}

const AWAY = { kind: 'unavailable', code: 'identity.unavailable', retryAfterSeconds: 2 };

describe('a process without identity checks access tokens', () => {
  it('by the keys that identity publishes, and asks nobody for each of them', async () => {
    const { identity, tokens } = await elsewhere();
    for (let count = 0; count < 10; count += 1) {
      const token = await identity.tokenFor(ADA);
      await expect(tokens.verify(token)).resolves.toMatchObject({ kind: 'user', id: ADA, scopes: ['orders:read'] });
    }
    expect(identity.asked).toEqual([]);
  });

  it('and takes one that a new key signed, which it fetches when it sees it', async () => {
    const { clock, identity, tokens } = await elsewhere();
    const before = await identity.tokenFor(ADA);
    await identity.rotate();
    clock.advance({ seconds: 5 });
    await expect(tokens.verify(await identity.tokenFor(ADA))).resolves.toMatchObject({ id: ADA });
    await expect(tokens.verify(before)).resolves.toMatchObject({ id: ADA });
  });

  it('and does not ask for each key that somebody makes up', async () => {
    const { clock, identity, tokens } = await elsewhere();
    clock.advance({ seconds: 5 });
    const forged = await Promise.all(Array.from({ length: 50 }, (_, index) => identity.tokenFor(ADA, `made-up-${index}`)));
    const outcomes = await Promise.allSettled(forged.map((token) => tokens.verify(token)));
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      forged.map(() => 'identity.invalid_token'),
    );
    for (const token of forged) await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'identity.invalid_token' });
    expect(identity.asked.filter((path) => path.includes('jwks'))).toHaveLength(1);
  });

  it('not even while identity is away, when it says that it cannot tell', async () => {
    const { clock, identity, tokens } = await elsewhere();
    identity.state = 'down';
    clock.advance({ seconds: 5 });
    for (let count = 0; count < 20; count += 1) {
      await expect(tokens.verify(await identity.tokenFor(ADA, `made-up-${count}`))).rejects.toMatchObject(AWAY);
    }
    expect(identity.asked.filter((path) => path.includes('jwks'))).toHaveLength(1);
  });

  it('and takes one of a key that became known before identity went away, whenever it begins to sign', async () => {
    const { clock, identity, tokens } = await elsewhere();
    await identity.rotate();
    clock.advance({ seconds: 60 });
    await tokens.verify(await identity.tokenFor(ADA));
    identity.state = 'down';
    clock.advance({ minutes: 14 });
    await expect(tokens.verify(await identity.tokenFor(ADA))).resolves.toMatchObject({ id: ADA });
  });
});

describe('what was revoked', () => {
  it('is refused within five seconds while identity answers', async () => {
    const { clock, identity, tokens } = await elsewhere();
    const token = await identity.tokenFor(ADA);
    await tokens.verify(token);
    identity.revoke(ADA);
    clock.advance({ seconds: 5 });
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'identity.revoked_token' });
  });

  it('is fetched however much there is, and then only what is new', async () => {
    const { clock, identity, tokens } = await elsewhere({ start: false });
    const users = Array.from({ length: 7 }, () => randomUUID());
    for (const user of users) identity.revoke(user);
    for (const user of users) {
      await expect(tokens.verify(await identity.tokenFor(user))).rejects.toMatchObject({ code: 'identity.revoked_token' });
    }
    clock.advance({ minutes: 2 });
    identity.revoke(ADA);
    identity.asked = [];
    await expect(tokens.verify(await identity.tokenFor(ADA))).rejects.toMatchObject({ code: 'identity.revoked_token' });
    await expect(tokens.verify(await identity.tokenFor(users[0] ?? ''))).rejects.toMatchObject({
      code: 'identity.revoked_token',
    });
    expect(identity.asked.filter((path) => path.includes('cursor'))).toHaveLength(3);
    clock.advance({ seconds: 5 });
    identity.asked = [];
    await expect(tokens.verify(await identity.tokenFor(ADA))).rejects.toMatchObject({ code: 'identity.revoked_token' });
    expect(identity.asked).toEqual([expect.stringMatching(/^\/v1\/revocations\?since=2026-01-15T12:01:00/)]);
  });

  it('is refused, and what was not is taken, for a quarter of an hour without identity; then nobody can tell', async () => {
    const { clock, identity, tokens } = await elsewhere();
    const ended = randomUUID();
    identity.revoke(ended);
    clock.advance({ seconds: 5 });
    await tokens.verify(await identity.tokenFor(ADA));
    for (const state of ['broken', 'down'] as const) {
      identity.state = state;
      clock.advance({ minutes: 7 });
      await expect(tokens.verify(await identity.tokenFor(ADA))).resolves.toMatchObject({ id: ADA });
      await expect(tokens.verify(await identity.tokenFor(ended))).rejects.toMatchObject({ code: 'identity.revoked_token' });
    }
    clock.advance({ minutes: 1 });
    await expect(tokens.verify(await identity.tokenFor(ADA))).rejects.toMatchObject(AWAY);
    identity.state = 'up';
    clock.advance({ seconds: 2 });
    await eventually(async () => tokens.verify(await identity.tokenFor(ADA)), { satisfies: ({ id }) => id === ADA });
  });
});

describe('a process that starts while identity is away', () => {
  it('starts, refuses for the moment, and recovers by itself', async () => {
    const { clock, identity, tokens } = await elsewhere({ start: false });
    identity.state = 'down';
    await tokens.start();
    await expect(tokens.verify(await identity.tokenFor(ADA))).rejects.toMatchObject(AWAY);
    expect(tokens.ageSeconds).toBe(Number.POSITIVE_INFINITY);
    identity.state = 'up';
    clock.advance({ seconds: 6 });
    await eventually(async () => tokens.verify(await identity.tokenFor(ADA)), { satisfies: ({ id }) => id === ADA });
  });
});

describe('an API key', () => {
  const good = { active: true, kind: 'client', sub: randomUUID(), scope: 'inventory:read inventory:write' };

  it('is asked about once in five seconds, however many requests come with it', async () => {
    const { clock, identity, tokens } = await elsewhere();
    identity.apiKeys.set(KEY, good);
    const principals = await Promise.all(Array.from({ length: 50 }, () => tokens.verify(KEY)));
    expect(principals[49]).toEqual({ kind: 'client', id: good.sub, scopes: ['inventory:read', 'inventory:write'] });
    expect(identity.asked).toEqual(['/oauth/introspect']);
    identity.apiKeys.delete(KEY);
    clock.advance({ seconds: 5 });
    await expect(tokens.verify(KEY)).rejects.toMatchObject({ code: 'identity.invalid_api_key' });
  });

  it('of a storefront stands for a guest', async () => {
    const { identity, tokens } = await elsewhere();
    identity.apiKeys.set(KEY, { ...good, kind: 'storefront', scope: '' });
    await expect(tokens.verify(KEY)).resolves.toEqual({ kind: 'storefront', id: good.sub, scopes: [] });
  });

  it('that was unknown a moment ago is asked about again', async () => {
    const { clock, identity, tokens } = await elsewhere();
    await expect(tokens.verify(KEY)).rejects.toMatchObject({ code: 'identity.invalid_api_key' });
    identity.apiKeys.set(KEY, good);
    clock.advance({ seconds: 1 });
    await expect(tokens.verify(KEY)).resolves.toMatchObject({ id: good.sub });
  });

  it('that was good is good for five minutes while identity is away; of others nobody can tell', async () => {
    const { clock, identity, tokens } = await elsewhere();
    identity.apiKeys.set(KEY, good);
    await tokens.verify(KEY);
    identity.state = 'down';
    clock.advance({ seconds: 299 });
    await expect(tokens.verify(KEY)).resolves.toMatchObject({ id: good.sub });
    await expect(tokens.verify(`sk_${'X'.repeat(43)}`)).rejects.toMatchObject(AWAY);
    clock.advance({ seconds: 2 });
    await expect(tokens.verify(KEY)).rejects.toMatchObject(AWAY);
  });
});
