import { createSign, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import fc from 'fast-check';
import { exportJWK, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { ExpiredToken, InvalidToken } from './refusals.ts';
import { verifyJwt } from './verify-jwt.ts';

const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const now = new Date('2026-01-15T12:00:00Z');
const seconds = now.getTime() / 1000;
const checks = { issuer: 'tessera', audience: 'tessera', now };
const header = { alg: 'ES256', typ: 'at+jwt', kid: 'ours' };
const claims = {
  iss: 'tessera',
  aud: 'tessera',
  sub: randomUUID(),
  client_id: 'tessera',
  jti: randomUUID(),
  iat: seconds - 10,
  exp: seconds + 890,
};

const publicJwk = await exportJWK(ours.publicKey);
const publicKey = await importJWK(publicJwk, 'ES256');

const verify = (token: string) =>
  verifyJwt(
    token,
    async ({ kid }) => {
      if (kid !== 'ours' || publicKey instanceof Uint8Array) throw new InvalidToken();
      return publicKey;
    },
    checks,
  );
const base64 = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token of any header and payload, signed with our own key, as if we had made it. */
function signed(head: object, payload: unknown, key = ours.privateKey): string {
  const input = `${base64(head)}.${base64(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

it('takes a token that is in order', async () => {
  await expect(verify(signed(header, claims))).resolves.toMatchObject({ sub: claims.sub });
  await expect(verify(signed({ ...header, typ: 'application/at+jwt' }, claims))).resolves.toMatchObject({ sub: claims.sub });
});

describe('a forged signature', () => {
  const secrets = [JSON.stringify(publicJwk), ours.publicKey.export({ type: 'spki', format: 'pem' }).toString(), '', 'ours'];

  it('is refused where there is none, or a secret that everybody knows', async () => {
    await refused(new UnsecuredJWT(claims).encode());
    for (const alg of ['none', 'None', 'NONE', '']) await refused(`${base64({ ...header, alg })}.${base64(claims)}.`);
    for (const secret of secrets.filter(Boolean)) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        await refused(await new SignJWT(claims).setProtectedHeader({ ...header, alg }).sign(new TextEncoder().encode(secret)));
      }
    }
  });

  it('is refused where another key made it, whatever the token says about that key', async () => {
    const jwk = await exportJWK(foreign.publicKey);
    const lures = [
      {},
      { jwk },
      { jku: 'https://attacker.example/keys' },
      { x5u: 'https://attacker.example/cert' },
      { x5c: ['MIIB'] },
      { kid: '../../dev/null' },
      { kid: "' or true --" },
      { kid: 'ours\u0000' },
      { kid: undefined },
      { kid: ['ours'] },
    ];
    for (const lure of lures) await refused(signed({ ...header, ...lure }, claims, foreign.privateKey));
  });

  it('is refused where nothing but zeros, or the same numbers in another form, are signed with', async () => {
    const input = `${base64(header)}.${base64(claims)}`;
    const der = createSign('sha256').update(input).sign(ours.privateKey).toString('base64url');
    for (const signature of [Buffer.alloc(64).toString('base64url'), der, '', 'AA', `${der}==`]) {
      await refused(`${input}.${signature}`);
    }
  });

  it('is refused whichever characters of a token were changed', async () => {
    const token = signed(header, claims);
    const change = fc.record({ at: fc.nat({ max: token.length - 1 }), to: fc.constantFrom(...'AQgw09-_.= ') });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const characters = [...token];
        for (const { at, to } of changes) characters[at] = to;
        const changed = characters.join('');
        fc.pre(changed !== token);
        await refused(changed);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where the token is anything at all', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.base64String(), { maxLength: 6 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (anything) => {
        await refused(anything);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a token that we signed for another purpose', () => {
  it.each([
    ['of another type', { typ: 'JWT' }],
    ['of no type', { typ: undefined }],
    ['with a header that must be understood and is not', { crit: ['exp'], exp: 1 }],
    ['with an unknown critical header', { crit: ['x'], x: true }],
    ['with a payload that is not encoded', { crit: ['b64'], b64: false }],
    ['of another algorithm', { alg: 'ES384' }],
    ['of an algorithm for RSA', { alg: 'RS256' }],
  ])('is refused %s', async (_, change) => {
    await refused(signed({ ...header, ...change }, claims));
  });

  it.each([
    ['of another issuer', { iss: 'elsewhere' }],
    ['of no issuer', { iss: undefined }],
    ['for another audience', { aud: ['elsewhere'] }],
    ['for no audience', { aud: undefined }],
    ['that is not good yet', { nbf: seconds + 60 }],
    ['that is not good before a word', { nbf: 'tomorrow' }],
    ['from the future', { iat: seconds + 3_600, exp: seconds + 7_200 }],
    ['without a time', { iat: undefined }],
    ['without an end', { exp: undefined }],
    ['with a word for its end', { exp: '9999999999' }],
    ['about nobody', { sub: undefined }],
    ['without a name of its own', { jti: undefined }],
    ['for no client', { client_id: undefined }],
  ])('is refused %s', async (_, change) => {
    await refused(signed(header, { ...claims, ...change }));
  });

  it('is refused where it says no claims at all', async () => {
    for (const payload of ['', 'text', '[]', 'null', '42', '{"iss":']) await refused(signed(header, payload));
  });

  it('has expired when its time is over, give or take the difference of two clocks', async () => {
    await expect(verify(signed(header, { ...claims, exp: seconds - 4 }))).resolves.toMatchObject({ sub: claims.sub });
    await expect(verify(signed(header, { ...claims, exp: seconds - 6 }))).rejects.toThrow(ExpiredToken);
  });
});

async function refused(token: string): Promise<void> {
  await expect(verify(token), token).rejects.toThrow(InvalidToken);
}
