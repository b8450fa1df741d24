import 'reflect-metadata';
import { createPrivateKey, KeyObject, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { processName } from './process-name.ts';

/** A certificate and its private key, in PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly key: string;
}

export interface Validity {
  readonly from: Date;
  readonly days: number;
}

export interface CertifiedProcess {
  readonly trustDomain: string;
  readonly process: string;
  /** Where it is reached: a name or an address. */
  readonly host: string;
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Clocks differ: what is issued now must be good on a machine that is behind. */
const BACKDATED_MS = 5 * 60 * 1000;

/** A CA that signs certificates of processes, and no further CAs. */
export async function issueAuthority(name: string, validity: Validity): Promise<CertifiedKey> {
  const keys = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    ...between(validity),
    signingAlgorithm: ECDSA,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pemOf(certificate), key: pemOfKey(keys.privateKey) };
}

/** A certificate with a new key, good for both ends of a connection. */
export async function issueCertificate(
  authority: CertifiedKey,
  { trustDomain, process, host }: CertifiedProcess,
  validity: Validity,
): Promise<CertifiedKey> {
  const issuer = new X509Certificate(authority.certificate);
  const keys = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${process}`,
    issuer: issuer.subject,
    ...between(validity),
    signingAlgorithm: ECDSA,
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(authority.key).toCryptoKey(ECDSA, false, ['sign']),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'url', value: processName(trustDomain, process) },
        ...[...new Set([host, 'localhost', '127.0.0.1', '::1'])].map((value) => ({ type: kindOf(value), value })),
      ]),
      await AuthorityKeyIdentifierExtension.create(issuer),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pemOf(certificate), key: pemOfKey(keys.privateKey) };
}

function kindOf(host: string): 'ip' | 'dns' {
  return isIP(host) === 0 ? 'dns' : 'ip';
}

function between({ from, days }: Validity): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(from.getTime() - BACKDATED_MS), notAfter: new Date(from.getTime() + days * 86_400_000) };
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

function pemOfKey(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}
