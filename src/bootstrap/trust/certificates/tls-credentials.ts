import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { messageOf } from '#shared-kernel/errors.ts';
import { nameInCertificate } from './process-name.ts';

/** The files that a process is who it is by, in PEM. */
export interface TlsFiles {
  /** The CAs that are believed: several while one replaces another. */
  readonly ca: string;
  /** The certificate, and those between it and a CA, if any. */
  readonly cert: string;
  readonly key: string;
}

/** What the files hold, once it was found to fit together. */
export interface TlsCredentials {
  readonly pem: TlsFiles;
  readonly authorities: readonly X509Certificate[];
  readonly certificate: X509Certificate;
  /** From it up to a CA, without either. */
  readonly between: readonly X509Certificate[];
  readonly key: KeyObject;
  /** `spiffe://tessera/payments` */
  readonly name: string;
  readonly thumbprint: string;
  readonly expiresAt: Date;
}

/** The files do not fit together: the message says what is wrong. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

/** Reads what the files say. Throws a {@link CredentialsError} for whatever could not be used, such as half a file. */
export function credentialsIn(pem: TlsFiles, now: Date): TlsCredentials {
  const authorities = certificatesIn(pem.ca, 'the file of the CAs');
  const [certificate, ...between] = certificatesIn(pem.cert, 'the certificate');
  if (certificate === undefined) throw new CredentialsError('the file of the certificate holds none');
  const key = privateKeyIn(pem.key);
  if (!certificate.checkPrivateKey(key)) throw new CredentialsError('the private key is not that of the certificate');
  if (!isIssuedUnder(certificate, between, authorities)) throw new CredentialsError('no CA in the file issued the certificate');
  const name = nameInCertificate(rawOf(certificate));
  if (name === undefined) throw new CredentialsError('the certificate does not name one process: it needs one SPIFFE id');
  const expiresAt = certificate.validToDate;
  if (expiresAt <= now) throw new CredentialsError(`the certificate expired on ${expiresAt.toISOString()}`);
  return { pem, authorities, certificate, between, key, name, thumbprint: thumbprintOf(certificate), expiresAt };
}

/** `x5t#S256` of RFC 7515. */
export function thumbprintOf({ raw }: X509Certificate): string {
  return createHash('sha256').update(raw).digest('base64url');
}

/** The DER in memory of its own, as WebCrypto's types want it. */
export function rawOf({ raw }: X509Certificate): Uint8Array<ArrayBuffer> {
  return new Uint8Array(raw);
}

/** Whether one of these authorities issued a certificate, by way of those between them. */
export function isIssuedUnder(
  certificate: X509Certificate,
  between: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): boolean {
  if (authorities.some((authority) => isIssuedBy(certificate, authority))) return true;
  const [issuer, ...rest] = between;
  return issuer !== undefined && isIssuedBy(certificate, issuer) && isIssuedUnder(issuer, rest, authorities);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function certificatesIn(pem: string, what: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const begun = pem.match(/-----BEGIN/g)?.length ?? 0;
  if (blocks.length === 0 || blocks.length !== begun) throw new CredentialsError(`${what} is not PEM, or not whole`);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    throw new CredentialsError(`${what} cannot be read: ${messageOf(error)}`);
  }
}

function privateKeyIn(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch (error) {
    throw new CredentialsError(`the private key cannot be read: ${messageOf(error)}`);
  }
  throw new CredentialsError('the private key is not one for ECDSA with P-256');
}
