import type { webcrypto } from 'node:crypto';
import type { PublicJwk } from '../domain/signing-key.ts';

/** A key as `/.well-known/jwks.json` shows it. */
export interface PublishedJwk extends PublicJwk {
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** The keys as this process knows them: read from the database now and then, not for every token. */
export interface KeyRing {
  signingKey(): Promise<{ readonly kid: string; readonly key: webcrypto.CryptoKey }>;
  /** Undefined for a key that is not among ours. */
  verificationKey(kid: string): Promise<webcrypto.CryptoKey | undefined>;
  published(): Promise<readonly PublishedJwk[]>;
  /** Reads the keys again, now. */
  reload(): Promise<void>;
}
