import { expect, it } from 'vitest';
import { wireSealed } from './messaging/define-fields.ts';
import { keyIdOf, newKeyPair, openSealed, sealTo } from './sealed-to-key.ts';

it('gives back to the holder of the key what was sealed to it, and shows nothing of it meanwhile', async () => {
  const { publicJwk, privateJwk } = await newKeyPair();
  const sealed = await sealTo(publicJwk, 'tok_süß', 'the-key');
  expect(wireSealed.parse(sealed)).toBe(sealed);
  expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').toString()).not.toContain('tok');
  expect(await openSealed(privateJwk, sealed)).toBe('tok_süß');
});

it('seals the same text differently each time, and tells to which key', async () => {
  const { publicJwk } = await newKeyPair();
  const [one, two] = [await sealTo(publicJwk, 'tok_ok', 'a'), await sealTo(publicJwk, 'tok_ok', 'b')];
  expect(one).not.toBe(two);
  expect([one, two, 'tok_ok', 'a.b.c.d.e'].map(keyIdOf)).toEqual(['a', 'b', undefined, undefined]);
});

it('does not open what was sealed to another key, or was changed', async () => {
  const [mine, yours] = [await newKeyPair(), await newKeyPair()];
  const sealed = await sealTo(yours.publicJwk, 'tok_ok');
  await expect(openSealed(mine.privateJwk, sealed)).rejects.toThrow('decryption');
  const [header, none, iv, , tag] = sealed.split('.');
  await expect(openSealed(yours.privateJwk, [header, none, iv, 'AAAA', tag].join('.'))).rejects.toThrow('decryption');
});

it('does not hold for sealed what was not', () => {
  for (const text of ['tok_ok', '', 'a.b.c', '{"token":"tok_ok"}']) expect(wireSealed.safeParse(text).success).toBe(false);
});
