import { z } from 'zod';
import { newKeyPair, openSealed } from '#shared-kernel/sealed-to-key.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { exportKeyPlace } from '../domain/privacy-request.ts';
import type { ExportKeys } from '../ports/export-keys.ts';

/** Keys whose private halves are kept in the box: whoever has the database alone reads no export. */
export function sealedExportKeys(box: SecretBox): ExportKeys {
  return {
    async generate(exportId) {
      const { publicJwk, privateJwk } = await newKeyPair();
      return { publicJwk, sealedPrivateJwk: box.seal(privateJwk, exportKeyPlace(exportId)) };
    },
    async read({ exportId, sealedPrivateJwk }, content) {
      const privateJwk = box.open(sealedPrivateJwk, exportKeyPlace(exportId));
      return Entries.parse(JSON.parse(await openSealed(privateJwk, content)));
    },
  };
}

const Entries = z.array(z.tuple([z.string(), z.record(z.string(), z.unknown())]));
