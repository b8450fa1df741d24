import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import type { WirePublicKey } from './messaging/define-fields.ts';

/** A key for {@link sealTo}: one half for everybody, the other to be kept in a secret box. */
export interface KeyPair {
  readonly publicJwk: WirePublicKey;
  /** The private half as the JSON of a JWK. */
  readonly privateJwk: string;
}

/** Makes a key on the curve P-256. */
export async function newKeyPair(): Promise<KeyPair> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'P-256', extractable: true });
  const privateJwk = PrivateJwk.parse(await exportJWK(privateKey));
  const { d: _secret, ...publicJwk } = privateJwk;
  return { publicJwk, privateJwk: JSON.stringify(privateJwk) };
}

/**
 * Encrypts a text so that nobody reads it but who holds the private half: a compact JWE with an ephemeral key (RFC 7518, 4.6).
 * `keyId` tells a holder of several keys which one opens it.
 */
export async function sealTo(publicJwk: WirePublicKey, text: string, keyId?: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION, ...(keyId === undefined ? {} : { kid: keyId }) })
    .encrypt(await importJWK(publicJwk, ALGORITHM));
}

/** Throws where the text was sealed to another key, or was changed. */
export async function openSealed(privateJwk: string, sealed: string): Promise<string> {
  const key = await importJWK(PrivateJwk.parse(JSON.parse(privateJwk)), ALGORITHM);
  const options = { keyManagementAlgorithms: [ALGORITHM], contentEncryptionAlgorithms: [ENCRYPTION] };
  const { plaintext } = await compactDecrypt(sealed, key, options);
  return new TextDecoder().decode(plaintext);
}

/** The `keyId` with which a text was sealed; undefined where it is not sealed, or names none. */
export function keyIdOf(sealed: string): string | undefined {
  try {
    return decodeProtectedHeader(sealed).kid;
  } catch {
    return undefined;
  }
}

const ALGORITHM = 'ECDH-ES';
const ENCRYPTION = 'A256GCM';

const PrivateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
