import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { certificateChain } from '../testing/certificate-chain.ts';
import { issueAuthority, issueCertificate } from './issue-certificates.ts';
import { nameInCertificate } from './process-name.ts';
import { credentialsIn } from './tls-credentials.ts';

const now = new Date('2026-01-15T12:00:00Z');
const validity = { from: now, days: 30 };
const payments = { trustDomain: 'tessera', process: 'payments', host: 'payments.shop.internal' };

const authority = await issueAuthority('Ours', validity);
const other = await issueAuthority('Ours', validity);
const issued = await issueCertificate(authority, payments, validity);
const pem = { ca: authority.certificate, cert: issued.certificate, key: issued.key };

describe('the files of a process', () => {
  it('say which process it is, where it may be reached, and until when', () => {
    const credentials = credentialsIn(pem, now);
    expect(credentials).toMatchObject({ name: 'spiffe://tessera/payments', expiresAt: new Date('2026-02-14T12:00:00Z') });
    const { certificate } = credentials;
    expect(certificate.ca).toBe(false);
    for (const host of ['payments.shop.internal', 'localhost']) expect(certificate.checkHost(host)).toBe(host);
    for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBe(address);
  });

  it('are good under any of several CAs, of the same name too, in whichever order', () => {
    for (const ca of [authority.certificate + other.certificate, other.certificate + authority.certificate]) {
      expect(credentialsIn({ ...pem, ca }, now).authorities).toHaveLength(2);
    }
  });

  it.each([
    ['of another CA', { ca: other.certificate }, 'no CA in the file issued the certificate'],
    ['with the key of another', { key: other.key }, 'the private key is not that of the certificate'],
    ['with a certificate that has no end', { cert: pem.cert.slice(0, -20) }, 'the certificate is not PEM, or not whole'],
    ['with the last CA cut off', { ca: pem.ca + other.certificate.slice(0, 60) }, 'the file of the CAs is not PEM, or not whole'],
    ['with a certificate that is none', { cert: pem.ca.replace(/MII.{20}/, 'AAAA') }, 'the certificate cannot be read'],
    ['without a certificate', { cert: '' }, 'the certificate is not PEM, or not whole'],
    ['with a key of RSA', { key: rsaKey() }, 'the private key is not one for ECDSA with P-256'],
    ['with a CA for a process', { cert: authority.certificate, key: authority.key }, 'does not name one process'],
  ])('cannot be used %s', (_, change, reason) => {
    expect(() => credentialsIn({ ...pem, ...change }, now)).toThrow(reason);
  });

  it('are good under a CA that signed the CA that signed, where both come along', async () => {
    const { root: ca, intermediate } = await certificateChain();
    const { certificate, key } = await issueCertificate(intermediate, payments, validity);
    const whole = { ca, cert: certificate + intermediate.certificate, key };
    expect(credentialsIn(whole, now).name).toBe('spiffe://tessera/payments');
    expect(() => credentialsIn({ ...whole, cert: certificate }, now)).toThrow('no CA in the file issued the certificate');
  });

  it('cannot be used once they have expired', () => {
    expect(() => credentialsIn(pem, new Date('2026-02-14T12:00:00Z'))).toThrow('the certificate expired on 2026-02-14');
  });
});

describe('the name in a certificate', () => {
  async function named(...uris: readonly string[]) {
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const names = uris.map((value) => ({ type: 'url', value }) as const);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      keys,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      extensions: [new SubjectAlternativeNameExtension([...names, { type: 'dns', value: 'x, URI:spiffe://tessera/gateway' }])],
    });
    return nameInCertificate(new Uint8Array(certificate.rawData));
  }

  it('is its one SPIFFE id, whatever else stands beside it', async () => {
    await expect(named('spiffe://tessera/payments')).resolves.toBe('spiffe://tessera/payments');
    await expect(named()).resolves.toBeUndefined();
    await expect(named('https://shop.example')).resolves.toBeUndefined();
    await expect(named('spiffe://tessera/payments', 'spiffe://tessera/gateway')).resolves.toBeUndefined();
  });
});

function rsaKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
