import { describe, expect, it } from 'vitest';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { testBox } from '../testing/test-box.ts';
import { cachedKeyRing } from './cached-key-ring.ts';
import { generateSigningKeyPair } from './signing-key-pair.ts';

const box = testBox();

async function newKey(state: SigningKey['state']): Promise<SigningKey> {
  const at = new Date('2026-01-01T00:00:00Z');
  return { ...(await generateSigningKeyPair(box)), state, createdAt: at, activatedAt: at, retiredAt: undefined };
}

async function ringOf(...initial: SigningKey[]) {
  const clock = fixedClock();
  const stored = { keys: initial, down: false, loads: 0 };
  const ring = cachedKeyRing({
    clock,
    box,
    load: async () => {
      stored.loads += 1;
      if (stored.down) throw new Error('the database is away');
      return stored.keys;
    },
  });
  return { clock, stored, ring };
}

describe('the key ring', () => {
  it('reads the keys once, however many tokens come at a time', async () => {
    const key = await newKey('active');
    const { ring, stored } = await ringOf(key);
    await Promise.all(Array.from({ length: 20 }, () => ring.verificationKey(key.kid)));
    expect(stored.loads).toBe(1);
  });

  it('reads them again after a few minutes', async () => {
    const { ring, stored, clock } = await ringOf(await newKey('active'));
    await ring.published();
    const next = await newKey('next');
    stored.keys = [...stored.keys, next];
    await expect(ring.published()).resolves.toHaveLength(1);
    clock.advance({ minutes: 5 });
    await expect(ring.published()).resolves.toHaveLength(2);
  });

  it('looks for a key that it does not know, but not for every made-up one', async () => {
    const { ring, stored, clock } = await ringOf(await newKey('active'));
    await ring.published();
    const added = await newKey('next');
    stored.keys = [...stored.keys, added];
    for (let attempt = 0; attempt < 10; attempt += 1) await ring.verificationKey(`made-up-${attempt}`);
    expect(stored.loads).toBe(1);
    clock.advance({ seconds: 5 });
    await expect(ring.verificationKey(added.kid)).resolves.toBeDefined();
    expect(stored.loads).toBe(2);
  });

  it('goes on with the keys that it knows while the database is away', async () => {
    const key = await newKey('active');
    const { ring, stored, clock } = await ringOf(key);
    await ring.published();
    stored.down = true;
    clock.advance({ minutes: 6 });
    await expect(ring.signingKey()).resolves.toMatchObject({ kid: key.kid });
    await expect(ring.reload()).rejects.toThrow('away');
  });

  it('has nothing to go on with where it never read any', async () => {
    const { ring, stored } = await ringOf(await newKey('active'));
    stored.down = true;
    await expect(ring.signingKey()).rejects.toThrow('away');
    stored.down = false;
    await expect(ring.signingKey()).resolves.toBeDefined();
  });

  it('publishes no private half', async () => {
    const { ring } = await ringOf(await newKey('active'));
    const [published] = await ring.published();
    expect(Object.keys(published ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});
