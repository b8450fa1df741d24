import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { exportJWK, importSPKI } from 'jose';
import { describe, expect, it } from 'vitest';
import { InvalidToken } from './refusals.ts';
import { verifyJwt } from './verify-jwt.ts';

const now = new Date('2026-01-15T12:00:00Z');
const seconds = now.getTime() / 1000;
const checks = { issuer: 'tessera', audience: 'tessera', now };
const claims = {
  ...{ iss: 'tessera', aud: 'tessera', sub: randomUUID(), client_id: 'tessera', jti: randomUUID() },
  ...{ iat: seconds - 10, exp: seconds + 890 },
};
const head = { alg: 'ES256', typ: 'at+jwt', kid: 'ours' };
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ourJwk = await exportJWK(ours.publicKey);
const imported = await importSPKI(ours.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'ES256');
const ourKey = async () => imported;

const base64 = (value: Buffer | string) => Buffer.from(value).toString('base64url');
const inputOf = (header: object) => `${base64(JSON.stringify(header))}.${base64(JSON.stringify(claims))}`;
function signed(header: object, by = ours.privateKey, digest: string | null = 'sha256'): string {
  const input = inputOf(header);
  return `${input}.${base64(sign(digest, Buffer.from(input), { key: by, dsaEncoding: 'ieee-p1363' }))}`;
}

const token = signed(head);
const [header = '', payload = '', signature = ''] = token.split('.');
const bytes = Buffer.from(signature, 'base64url');
const withSignature = (of: Buffer) => `${header}.${payload}.${base64(of)}`;
/** The edges of what a half of a signature may be: between 0 and the order of P-256. */
const EDGES = Object.entries({
  0: '00'.repeat(32),
  1: `${'00'.repeat(31)}01`,
  'n - 1': 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550',
  n: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
}).map(([name, hex]) => ({ name, half: Buffer.from(hex, 'hex') }));
const [r, s] = [bytes.subarray(0, 32), bytes.subarray(32)];

// The attacks of Wycheproof's vectors for JSON Web Signatures, on a token of ours.
describe('a token is refused', () => {
  it('but not as we made it', async () => {
    await expect(verifyJwt(token, ourKey, checks)).resolves.toMatchObject({ sub: claims.sub });
  });

  it.each([
    ['with padding', `${token}==`],
    ['with white space before it', ` ${token}`],
    ['with white space after it', `${token}\n`],
    ['with white space within', `${header}.${payload}.${signature.slice(0, 9)} ${signature.slice(9)}`],
    ['with bits that mean nothing', `${token.slice(0, -1)}${nextCharacter(token.slice(-1))}`],
    ['with the alphabet of plain base64', token.replaceAll('-', '+').replaceAll('_', '/').replace(/.$/, '+')],
    ['with what is no character of base64', `${token}!`],
  ])('%s', (_, changed) => refused(changed));

  it.each([
    ['without its header', `.${payload}.${signature}`],
    ['without its payload', `${header}..${signature}`],
    ['without its signature', `${header}.${payload}.`],
    ['of two parts', `${header}.${payload}`],
    ['of one part', header],
    ['of four parts', `${token}.`],
    ['of five parts', `${token}.${payload}.${signature}`],
    ['in the flattened JSON serialisation', JSON.stringify({ protected: header, payload, signature })],
    ['in the general JSON serialisation', JSON.stringify({ payload, signatures: [{ protected: header, signature }] })],
  ])('%s', (_, changed) => refused(changed));

  it.each([
    ['a byte short', bytes.subarray(0, 63)],
    ['a byte long', Buffer.concat([bytes, Buffer.alloc(1)])],
    ['twice as long', Buffer.concat([bytes, bytes])],
    ['with r and s the other way round', Buffer.concat([s, r])],
  ])('whose signature is %s', (_, changed) => refused(withSignature(changed)));

  it.each(EDGES)('where r or s is $name', async ({ half }) => {
    for (const other of [r, s, ...EDGES.map((edge) => edge.half)]) {
      await refused(withSignature(Buffer.concat([half, other])));
      await refused(withSignature(Buffer.concat([other, half])));
    }
  });

  it.each([
    ['nothing', []],
    ['no list', 'exp'],
    ['what it does not say', ['exp']],
    ['what the standard names anyway', ['alg']],
    ['the same twice', ['x', 'x']],
  ])('whose critical headers are %s', (_, crit) => refused(signed({ ...head, crit, x: true })));

  it('where bytes of our public key are the secret', async () => {
    const point = Buffer.concat([ourJwk.x ?? '', ourJwk.y ?? ''].map((text) => Buffer.from(text, 'base64url')));
    const der = ours.publicKey.export({ type: 'spki', format: 'der' });
    for (const secret of [point, Buffer.concat([Buffer.from([4]), point]), der]) {
      const input = inputOf({ ...head, alg: 'HS256' });
      await refused(`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`);
    }
  });

  it('where another kind of key made it and came along', async () => {
    const edwards = generateKeyPairSync('ed25519');
    const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const larger = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const jwk = await exportJWK(edwards.publicKey);
    for (const alg of ['EdDSA', 'Ed25519', 'ES256']) await refused(signed({ ...head, alg, jwk }, edwards.privateKey, null));
    for (const alg of ['ES256K', 'ES256']) await refused(signed({ ...head, alg }, koblitz.privateKey));
    for (const alg of ['ES384', 'ES256']) await refused(signed({ ...head, alg }, larger.privateKey, 'sha384'));
  });
});

async function refused(changed: string): Promise<void> {
  await expect(verifyJwt(changed, ourKey, checks), changed).rejects.toThrow(InvalidToken);
}

function nextCharacter(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(character) + 1] ?? '';
}
