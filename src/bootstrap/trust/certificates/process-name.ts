import 'reflect-metadata';
import { SubjectAlternativeNameExtension, X509Certificate } from '@peculiar/x509';

/** How certificates name a process: a SPIFFE id, whatever the host it happens to run on. */
export function processName(trustDomain: string, process: string): string {
  return `spiffe://${trustDomain}/${process}`;
}

/**
 * The one SPIFFE id that a certificate names. Undefined where it names none, or more than one: then nobody could say whose it
 * is (X509-SVID, section 2).
 */
export function nameInCertificate(der: Uint8Array<ArrayBuffer>): string | undefined {
  const names = new X509Certificate(der).getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const uris = names.filter(({ type }) => type === 'url').map(({ value }) => value);
  return uris.length === 1 && uris[0]?.startsWith('spiffe://') ? uris[0] : undefined;
}
