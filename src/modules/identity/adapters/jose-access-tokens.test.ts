import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import type { KeyPair, SigningKey } from '../domain/signing-key.ts';
import { testBox } from '../testing/test-box.ts';
import { ADA, ERP } from '../testing/token-subjects.ts';
import { cachedKeyRing } from './cached-key-ring.ts';
import { joseAccessTokens } from './jose-access-tokens.ts';
import { generateSigningKeyPair } from './signing-key-pair.ts';

const box = testBox();
let keys: SigningKey[] = [];
beforeAll(async () => {
  keys = [stored('active', await generateSigningKeyPair(box)), stored('next', await generateSigningKeyPair(box))];
});

function stored(state: SigningKey['state'], pair: KeyPair): SigningKey {
  const at = new Date('2026-01-01T00:00:00Z');
  return { ...pair, state, createdAt: at, activatedAt: at, retiredAt: undefined };
}

/** One process: with its own clock, and its own idea of the keys. */
function inProcess(overrides: { issuer?: string; audience?: string } = {}) {
  const clock = fixedClock();
  const keyRing = cachedKeyRing({ clock, box, load: async () => keys });
  const tokens = joseAccessTokens({ keyRing, clock, issuer: 'tessera', audience: 'tessera', ttlSeconds: 900, ...overrides });
  return { clock, tokens };
}

const refusedAs = (code: string) => expect.objectContaining({ kind: 'unauthenticated', code });

describe('an access token', () => {
  it('tells who the user is, what they may do, and in which session', async () => {
    const { token, expiresInSeconds } = await inProcess().tokens.issue(ADA);
    expect(expiresInSeconds).toBe(900);
    await expect(inProcess().tokens.read(token)).resolves.toEqual({
      id: expect.any(String),
      version: 1,
      sessionId: ADA.sessionId,
      principal: { kind: 'user', id: ADA.id, roles: ['customer'], scopes: ['orders:read', 'orders:write'] },
      issuedAt: new Date('2026-01-15T12:00:00Z'),
      expiresAt: new Date('2026-01-15T12:15:00Z'),
    });
  });

  it('tells which program of the shop it is', async () => {
    const { token } = await inProcess().tokens.issue(ERP);
    await expect(inProcess().tokens.read(token)).resolves.toMatchObject({
      sessionId: undefined,
      principal: { kind: 'client', id: ERP.id, scopes: ['inventory:write'] },
    });
  });

  it('expires, give or take the difference of two clocks', async () => {
    const { tokens, clock } = inProcess();
    const { token } = await tokens.issue(ADA);
    clock.advance({ seconds: 904 });
    await expect(tokens.read(token)).resolves.toMatchObject({ principal: { id: ADA.id } });
    clock.advance({ seconds: 2 });
    await expect(tokens.read(token)).rejects.toEqual(refusedAs('identity.expired_token'));
  });

  it('is refused when another shop issued it, or issued it for another', async () => {
    const { tokens } = inProcess();
    for (const elsewhere of [{ issuer: 'elsewhere' }, { audience: 'elsewhere' }]) {
      const { token } = await inProcess(elsewhere).tokens.issue(ADA);
      await expect(tokens.read(token)).rejects.toEqual(refusedAs('identity.invalid_token'));
    }
  });

  it('is refused where we did not sign it with a key that we know', async () => {
    const { token } = await inProcess().tokens.issue(ADA);
    const before = keys;
    keys = [stored('active', await generateSigningKeyPair(box))];
    await expect(inProcess().tokens.read(token)).rejects.toEqual(refusedAs('identity.invalid_token'));
    keys = before;
  });
});
