import 'reflect-metadata';
import { KeyObject } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { CertifiedKey } from '../certificates/issue-certificates.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A CA as companies have it: the root is far away, and another one below it signs. */
export async function certificateChain(): Promise<{ readonly root: string; readonly intermediate: CertifiedKey }> {
  const [rootKeys, keys] = [await newKeys(), await newKeys()];
  const root = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Root',
    signingAlgorithm: ECDSA,
    keys: rootKeys,
    extensions: [new BasicConstraintsExtension(true, 1, true), await SubjectKeyIdentifierExtension.create(rootKeys.publicKey)],
  });
  const intermediate = await X509CertificateGenerator.create({
    subject: 'CN=Intermediate',
    issuer: root.subject,
    signingAlgorithm: ECDSA,
    publicKey: keys.publicKey,
    signingKey: rootKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      await AuthorityKeyIdentifierExtension.create(root),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { root: `${root.toString('pem')}\n`, intermediate: { certificate: `${intermediate.toString('pem')}\n`, key } };
}

function newKeys() {
  return crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
}
