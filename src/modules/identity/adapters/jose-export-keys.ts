import { compactDecrypt, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { exportKeyPlace } from '../domain/privacy-request.ts';
import type { ExportKeys } from '../ports/export-keys.ts';

const ALGORITHM = 'ECDH-ES';

/** JWE with ephemeral keys (RFC 7518, 4.6): whoever has the database alone reads no export. */
export function joseExportKeys(box: SecretBox): ExportKeys {
  return {
    async generate(exportId) {
      const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'P-256', extractable: true });
      const privateJwk = PrivateJwk.parse(await exportJWK(privateKey));
      const { d: _secret, ...publicJwk } = privateJwk;
      return { publicJwk, sealedPrivateJwk: box.seal(JSON.stringify(privateJwk), exportKeyPlace(exportId)) };
    },
    async read({ exportId, sealedPrivateJwk }, content) {
      const jwk = PrivateJwk.parse(JSON.parse(box.open(sealedPrivateJwk, exportKeyPlace(exportId))));
      const options = { keyManagementAlgorithms: [ALGORITHM], contentEncryptionAlgorithms: ['A256GCM'] };
      const { plaintext } = await compactDecrypt(content, await importJWK(jwk, ALGORITHM), options);
      return Entries.parse(JSON.parse(new TextDecoder().decode(plaintext)));
    },
  };
}

const PrivateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

const Entries = z.array(z.tuple([z.string(), z.record(z.string(), z.unknown())]));
