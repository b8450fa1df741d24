import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import type { KeyPair } from '../domain/signing-key.ts';

/** A new key for ES256, named by its thumbprint (RFC 7638). */
export async function generateSigningKeyPair(): Promise<KeyPair> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const privateJwk = PrivateJwk.parse(await exportJWK(privateKey));
  const { d: _secret, ...publicJwk } = privateJwk;
  return { kid: await calculateJwkThumbprint(publicJwk), publicJwk, privateJwk };
}

const PrivateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
