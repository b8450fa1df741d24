import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { placeOf, type SigningKey } from '../domain/signing-key.ts';
import type { KeyRing, PublishedJwk } from '../ports/key-ring.ts';

export interface CachedKeyRingOptions {
  readonly clock: Clock;
  /** Opens the private half of the key that signs. */
  readonly box: Pick<SecretBox, 'open'>;
  load(): Promise<readonly SigningKey[]>;
}

/** Less than the time that a key is published ahead of its first signature. */
const RELOAD_SECONDS = 5 * 60;

// Anybody can make up a key id: that must not become a query for each made-up token.
const UNKNOWN_KEY_RELOAD_SECONDS = 5;

interface LoadedKeys {
  readonly active: { readonly kid: string; readonly key: CryptoKey } | undefined;
  readonly byKid: ReadonlyMap<string, CryptoKey>;
  readonly published: readonly PublishedJwk[];
}

/** Remembers the keys, and goes on with those it knows while the database is away. */
export function cachedKeyRing({ clock, box, load }: CachedKeyRingOptions): KeyRing {
  let known: LoadedKeys | undefined;
  let triedAt: Date | undefined;
  let loading: Promise<LoadedKeys> | undefined;

  function reload(): Promise<LoadedKeys> {
    triedAt = clock.now();
    loading ??= load()
      .then((keys) => imported(keys, box))
      .then((loaded) => {
        known = loaded;
        return loaded;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  }

  async function keys(maxAgeSeconds = RELOAD_SECONDS): Promise<LoadedKeys> {
    if (known && triedAt && clock.now() < secondsAfter(triedAt, maxAgeSeconds)) return known;
    return reload().catch((error: unknown) => {
      if (known) return known;
      throw error;
    });
  }

  return {
    async signingKey() {
      const { active } = await keys();
      if (!active) throw new Error('no key signs: the first keys were never made');
      return active;
    },
    async verificationKey(kid) {
      const key = (await keys()).byKid.get(kid);
      return key ?? (await keys(UNKNOWN_KEY_RELOAD_SECONDS)).byKid.get(kid);
    },
    async published() {
      return (await keys()).published;
    },
    async reload() {
      await reload();
    },
  };
}

const PrivateHalf = z.object({ d: z.string() });

async function imported(keys: readonly SigningKey[], box: Pick<SecretBox, 'open'>): Promise<LoadedKeys> {
  const byKid = new Map<string, CryptoKey>();
  for (const { kid, publicJwk } of keys) byKid.set(kid, await importJWK(publicJwk, 'ES256'));
  const published = keys.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, alg: 'ES256', use: 'sig' }) as const);
  const active = keys.find(({ state }) => state === 'active');
  if (!active?.sealedPrivateJwk) return { active: undefined, byKid, published };
  const { kid, publicJwk, sealedPrivateJwk } = active;
  const { d } = PrivateHalf.parse(JSON.parse(box.open(sealedPrivateJwk, placeOf(kid))));
  return { active: { kid, key: await importJWK({ ...publicJwk, d }, 'ES256') }, byKid, published };
}
