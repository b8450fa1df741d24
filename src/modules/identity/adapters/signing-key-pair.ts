import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { type KeyPair, placeOf } from '../domain/signing-key.ts';

/** A new key for ES256, named by its thumbprint (RFC 7638), with its private half sealed. */
export async function generateSigningKeyPair(box: Pick<SecretBox, 'seal'>): Promise<KeyPair> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const privateJwk = PrivateJwk.parse(await exportJWK(privateKey));
  const { d: _secret, ...publicJwk } = privateJwk;
  const kid = await calculateJwkThumbprint(publicJwk);
  return { kid, publicJwk, sealedPrivateJwk: box.seal(JSON.stringify(privateJwk), placeOf(kid)) };
}

const PrivateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
