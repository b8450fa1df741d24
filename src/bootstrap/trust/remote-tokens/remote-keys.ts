import { type CryptoKey, createLocalJWKSet, errors, type JWTHeaderParameters } from 'jose';
import { z } from 'zod';
import { InvalidToken } from '#shared-kernel/access-tokens/refusals.ts';
import { ALGORITHM, type KeyOf } from '#shared-kernel/access-tokens/verify-jwt.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Complain } from '../../messaging/seldom.ts';
import { IdentityAway, type RemoteIdentity } from './remote-identity.ts';

/** With what identity remembers, less than the time that a key is published ahead of its first signature. */
const RELOAD_SECONDS = 60;

// Anybody can make up a key id: that must not become a request for each made-up token.
const UNKNOWN_KEY_RELOAD_SECONDS = 5;

export interface RemoteKeysOptions {
  readonly identity: RemoteIdentity;
  readonly clock: Clock;
  readonly complain: Complain;
}

/** The keys that identity publishes: remembered, and kept while nobody answers. */
export class RemoteKeys {
  readonly #options: RemoteKeysOptions;
  #keys: ReturnType<typeof createLocalJWKSet> | undefined;
  #triedAt: Date | undefined;
  #isFailing = false;
  #loading: Promise<void> | undefined;

  constructor(options: RemoteKeysOptions) {
    this.#options = options;
  }

  /** Rejects with an {@link InvalidToken}, or as unavailable where the key may be one that nobody could be asked for. */
  readonly keyOf: KeyOf = async (header) => {
    if (header.kid === undefined) throw new InvalidToken();
    if (!this.#isYounger(RELOAD_SECONDS)) void this.load();
    const known = await this.#find(header);
    if (known !== undefined) return known;
    if (this.#loading !== undefined || !this.#isYounger(UNKNOWN_KEY_RELOAD_SECONDS)) await this.load();
    const found = await this.#find(header);
    if (found !== undefined) return found;
    throw this.#isFailing ? new IdentityAway() : new InvalidToken();
  };

  /** Never rejects: what is known stays. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { identity, clock, complain } = this.#options;
    this.#triedAt = clock.now();
    try {
      const { body } = await identity.ask('/.well-known/jwks.json', KeySet);
      if (body) this.#keys = createLocalJWKSet(body);
      this.#isFailing = false;
    } catch (error) {
      this.#isFailing = true;
      complain('the keys that verify access tokens could not be fetched; those known are used', error);
    }
  }

  async #find(header: JWTHeaderParameters): Promise<CryptoKey | undefined> {
    try {
      return await this.#keys?.({ ...header, alg: ALGORITHM });
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      throw error;
    }
  }

  #isYounger(seconds: number): boolean {
    return this.#triedAt !== undefined && this.#options.clock.now() < secondsAfter(this.#triedAt, seconds);
  }
}

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });
