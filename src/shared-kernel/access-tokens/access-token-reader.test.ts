import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { secondsAfter } from '../clock.ts';
import { accessTokenReader } from './access-token-reader.ts';
import { ExpiredToken, InvalidToken } from './refusals.ts';
import type { KeyOf } from './verify-jwt.ts';

const now = new Date('2026-01-15T12:00:00Z');
const { publicKey, privateKey } = await generateKeyPair('ES256');
const stranger = await generateKeyPair('ES256');

function signed({ key = privateKey, seconds = 900 } = {}): Promise<string> {
  return new SignJWT({ client_id: 'tessera', sid: randomUUID(), roles: ['customer'], scope: 'orders:read', ver: 1 })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'ours' })
    .setIssuer('tessera')
    .setAudience('tessera')
    .setSubject(randomUUID())
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(secondsAfter(now, seconds))
    .sign(key);
}

function reading({ most = 10 } = {}) {
  const keys = new Map([['ours', publicKey]]);
  const keyOf: KeyOf = async ({ kid = '' }) => {
    const key = keys.get(kid);
    if (key === undefined) throw new InvalidToken();
    return key;
  };
  return { keys, read: accessTokenReader(keyOf, { issuer: 'tessera', audience: 'tessera', most }) };
}

it('reads a token once, and knows it from then on', async () => {
  const { read } = reading();
  const token = await signed();
  const first = await read(token, now);
  expect(first).toMatchObject({ principal: { kind: 'user', roles: ['customer'], scopes: ['orders:read'] } });
  await expect(read(token, secondsAfter(now, 60))).resolves.toBe(first);
  await expect(read(await signed(), now)).resolves.not.toBe(first);
});

it('a token that it knows expires like any other', async () => {
  const { read } = reading();
  const token = await signed({ seconds: 30 });
  await read(token, now);
  await expect(read(token, secondsAfter(now, 34))).resolves.toMatchObject({ principal: { kind: 'user' } });
  await expect(read(token, secondsAfter(now, 36))).rejects.toThrow(ExpiredToken);
});

it('a token that it knows ends with its key, withdrawn or replaced', async () => {
  const { keys, read } = reading();
  const token = await signed();
  await read(token, now);
  keys.set('ours', stranger.publicKey);
  await expect(read(token, now)).rejects.toThrow(InvalidToken);
  keys.delete('ours');
  await expect(read(token, now)).rejects.toThrow(InvalidToken);
  keys.set('ours', publicKey);
  await expect(read(token, now)).resolves.toMatchObject({ principal: { kind: 'user' } });
});

it('a forged token is refused, however well its claims are known', async () => {
  const { read } = reading();
  const token = await signed();
  await read(token, now);
  const [head, payload] = token.split('.');
  const forged = `${head}.${payload}.${(await signed({ key: stranger.privateKey })).split('.')[2]}`;
  for (let time = 0; time < 2; time += 1) await expect(read(forged, now)).rejects.toThrow(InvalidToken);
});

it('knows the newest tokens, and reads older ones anew', async () => {
  const { read } = reading({ most: 2 });
  const token = await signed();
  const first = await read(token, now);
  for (let other = 0; other < 2; other += 1) await read(await signed(), now);
  const again = await read(token, now);
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});
