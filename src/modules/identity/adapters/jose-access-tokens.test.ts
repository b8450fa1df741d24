import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import type { KeyPair, SigningKey } from '../domain/signing-key.ts';
import { testBox } from '../testing/test-box.ts';
import { cachedKeyRing } from './cached-key-ring.ts';
import { joseAccessTokens } from './jose-access-tokens.ts';
import { generateSigningKeyPair } from './signing-key-pair.ts';

const userId = '0197a000-0000-7000-8000-000000000001';
const subject = { userId, roles: ['customer'], scopes: ['orders:read', 'orders:write'] };

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
  let loads = 0;
  const keyRing = cachedKeyRing({
    clock,
    box,
    load: async () => {
      loads += 1;
      return keys;
    },
  });
  const tokens = joseAccessTokens({ keyRing, clock, issuer: 'tessera', audience: 'tessera', ttlSeconds: 900, ...overrides });
  return { clock, keyRing, tokens, loads: () => loads };
}

const refusedAs = (code: string) => expect.objectContaining({ kind: 'unauthenticated', code });

describe('an access token', () => {
  it('tells who the caller is and what they may do', async () => {
    const { tokens } = inProcess();
    const { token, expiresInSeconds } = await tokens.issue(subject);
    expect(expiresInSeconds).toBe(900);
    await expect(inProcess().tokens.verify(token)).resolves.toEqual({
      kind: 'user',
      id: userId,
      roles: ['customer'],
      scopes: ['orders:read', 'orders:write'],
    });
  });

  it('expires, give or take the difference of two clocks', async () => {
    const { tokens, clock } = inProcess();
    const { token } = await tokens.issue(subject);
    clock.advance({ seconds: 904 });
    await expect(tokens.verify(token)).resolves.toMatchObject({ id: userId });
    clock.advance({ seconds: 2 });
    await expect(tokens.verify(token)).rejects.toEqual(refusedAs('identity.expired_token'));
  });

  it('is refused when another shop issued it, or issued it for another', async () => {
    const { tokens } = inProcess();
    for (const elsewhere of [{ issuer: 'elsewhere' }, { audience: 'elsewhere' }]) {
      const { token } = await inProcess(elsewhere).tokens.issue(subject);
      await expect(tokens.verify(token)).rejects.toEqual(refusedAs('identity.invalid_token'));
    }
  });

  it('is refused when a single character was changed', async () => {
    const { tokens } = inProcess();
    const [header, , signature] = (await tokens.issue(subject)).token.split('.');
    const forged = Buffer.from(JSON.stringify({ sub: userId, scope: 'catalog:write', roles: ['admin'] })).toString('base64url');
    await expect(tokens.verify(`${header}.${forged}.${signature}`)).rejects.toEqual(refusedAs('identity.invalid_token'));
  });

  it('is refused without a signature, with a foreign key, and with the public key as a secret', async () => {
    const { tokens } = inProcess();
    const kid = keys[0]?.kid ?? '';
    const claims = {
      scope: '',
      roles: ['admin'],
      sub: userId,
      iss: 'tessera',
      aud: 'tessera',
      jti: 'x',
      iat: 1,
      exp: 9_999_999_999,
    };
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const secret = new TextEncoder().encode(JSON.stringify(keys[0]?.publicJwk));
    const forgeries = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid }).sign(secret),
      await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk: await exportJWK(privateKey) })
        .sign(privateKey),
      'garbage',
      '',
    ];
    for (const forgery of forgeries) await expect(tokens.verify(forgery)).rejects.toEqual(refusedAs('identity.invalid_token'));
  });

  it('is refused where it is a token of another kind', async () => {
    const { tokens, keyRing } = inProcess();
    const { kid, key } = await keyRing.signingKey();
    const token = await new SignJWT({ scope: '', roles: [], jti: 'x' })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid })
      .setSubject(userId)
      .setIssuer('tessera')
      .setAudience('tessera')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);
    await expect(tokens.verify(token)).rejects.toEqual(refusedAs('identity.invalid_token'));
  });
});
