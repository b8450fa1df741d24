import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { issueCertificate } from '../../../src/bootstrap/trust/certificates/issue-certificates.ts';
import type { TlsFiles } from '../../../src/bootstrap/trust/certificates/tls-credentials.ts';
import { certificateChain } from '../../../src/bootstrap/trust/testing/certificate-chain.ts';
import { Called, Certificates, servedProcess, TRUST_DOMAIN } from './trusted-processes.ts';

const Problem = z.object({ code: z.string(), detail: z.string() });

/** Calls as whoever has these files, and shows this token. */
async function call(url: string, pem: Partial<TlsFiles>, token?: string) {
  const dispatcher = new Agent({ connect: { ...pem, checkServerIdentity: () => undefined } });
  onTestFinished(() => dispatcher.close());
  const headers = token === undefined ? {} : { 'tessera-service-token': token };
  const { statusCode, body } = await request(url, { dispatcher, headers });
  return { status: statusCode, body: await body.json() };
}

async function refusalOf(url: string, pem: Partial<TlsFiles>, token?: string): Promise<string> {
  const { status, body } = await call(url, pem, token);
  expect(status).toBe(403);
  const { code, detail } = Problem.parse(body);
  expect(code).toBe('http.service_refused');
  return detail;
}

async function shop() {
  const certificates = await new Certificates().renew();
  const [identity, payments] = [await servedProcess(certificates, 'identity'), await servedProcess(certificates, 'payments')];
  return { certificates, identity: identity.url, payments: payments.url, complaints: payments.complaints };
}

describe('a process behind the gateway', () => {
  it('lets in the gateway for what callers ask, and knows that it is the gateway', async () => {
    const { certificates, payments } = await shop();
    const token = await certificates.tokenOf('gateway', 'payments', 'forward');
    const { status, body } = await call(`${payments}/who`, await certificates.read('gateway'), token);
    expect([status, Called.parse(body)]).toEqual([200, { process: 'gateway', scope: 'forward' }]);
  });

  it('lets in every process with identity for what it must know of credentials', async () => {
    const { certificates, identity } = await shop();
    for (const process of ['payments', 'gateway']) {
      const token = await certificates.tokenOf(process, 'identity', 'tokens:read');
      const { body } = await call(`${identity}/who`, await certificates.read(process), token);
      expect(Called.parse(body)).toEqual({ process, scope: 'tokens:read' });
    }
  });

  it('lets in who comes with the certificate of a CA below the one that it believes', async () => {
    const certificates = await new Certificates().renew();
    const { root, intermediate } = await certificateChain();
    await certificates.write('ca.pem', root);
    for (const process of ['gateway', 'payments']) {
      const validity = { from: new Date(), days: 1 };
      const issued = await issueCertificate(intermediate, { trustDomain: TRUST_DOMAIN, process, host: '127.0.0.1' }, validity);
      await certificates.write(`${process}.pem`, issued.certificate + intermediate.certificate);
      await certificates.write(`${process}-key.pem`, issued.key);
    }
    const { url } = await servedProcess(certificates, 'payments');
    const token = await certificates.tokenOf('gateway', 'payments', 'forward');
    expect((await call(`${url}/who`, await certificates.read('gateway'), token)).status).toBe(200);
  });

  it('lets its own probes in without a token, to what they are for', async () => {
    const { certificates, payments } = await shop();
    const pem = await certificates.read('payments');
    expect((await call(`${payments}/health`, pem)).status).toBe(200);
    await expect(refusalOf(`${payments}/who`, pem)).resolves.toContain('no service token');
  });

  it('refuses a connection in plain text', async () => {
    const { payments, complaints } = await shop();
    await expect(request(payments.replace('https:', 'http:'))).rejects.toThrow();
    expect(complaints).toEqual([expect.stringMatching(/a connection was refused: .*http request/i)]);
  });

  it('refuses a connection without a certificate, of another CA, or with one that has expired', async () => {
    const { certificates, payments } = await shop();
    const { ca, ...ours } = await certificates.read('gateway');
    await expect(call(payments, { ca })).rejects.toThrow();
    const { cert, key } = await (await new Certificates().renew()).read('gateway');
    await expect(call(payments, { ca, cert, key })).rejects.toThrow();
    const token = await certificates.tokenOf('gateway', 'payments', 'forward');
    expect((await call(`${payments}/who`, { ca, ...ours }, token)).status).toBe(200);
    await certificates.renew({ from: new Date(Date.now() - 2 * 86_400_000), days: 1 });
    await expect(call(payments, await certificates.read('gateway'), token)).rejects.toThrow();
  });

  it('refuses a process of the shop that has no business with it', async () => {
    const { certificates, identity, payments } = await shop();
    const pem = await certificates.read('identity');
    const token = await certificates.tokenOf('identity', 'payments', 'forward');
    await expect(refusalOf(`${payments}/who`, pem, token)).resolves.toContain('names none that may call');
    const forwarding = await certificates.tokenOf('payments', 'identity', 'forward');
    const answer = refusalOf(`${identity}/who`, await certificates.read('payments'), forwarding);
    await expect(answer).resolves.toContain('may call for “forward”');
    const asking = await certificates.tokenOf('gateway', 'payments', 'tokens:read');
    const other = refusalOf(`${payments}/who`, await certificates.read('gateway'), asking);
    await expect(other).resolves.toContain('may call for “tokens:read”');
  });

  it('refuses a token that was meant for another process, or came over the connection of another', async () => {
    const { certificates, payments } = await shop();
    const [gateway, second] = [await certificates.read('gateway'), await certificates.read('second-gateway')];
    const misdirected = await certificates.tokenOf('gateway', 'identity', 'forward');
    const stolen = await certificates.tokenOf('gateway', 'payments', 'forward');
    await expect(refusalOf(`${payments}/who`, gateway, misdirected)).resolves.toContain('not good for this connection');
    await expect(refusalOf(`${payments}/who`, second, stolen)).resolves.toContain('not good for this connection');
    await certificates.renew();
    await expect(refusalOf(`${payments}/who`, await certificates.read('gateway'), stolen)).resolves.toContain('not good for');
    await expect(refusalOf(`${payments}/who`, gateway, 'plain gateway forward')).resolves.toContain('not good for');
  });

  it('refuses a token whose minute is over', async () => {
    const { certificates, payments } = await shop();
    const past = fixedClock(new Date(Date.now() - 70_000).toISOString());
    const token = await certificates.tokenOf('gateway', 'payments', 'forward', past);
    const answer = refusalOf(`${payments}/who`, await certificates.read('gateway'), token);
    await expect(answer).resolves.toContain('not good for this connection');
  });

  it('refuses a connection whose certificate has expired since it was made', async () => {
    const certificates = await new Certificates().renew();
    const clock = fixedClock(new Date().toISOString());
    const payments = await servedProcess(certificates, 'payments', { clock });
    const dispatcher = new Agent({ connect: { ...(await certificates.read('gateway')), checkServerIdentity: () => undefined } });
    onTestFinished(() => dispatcher.close());
    const statusNow = async () => {
      const token = await certificates.tokenOf('gateway', 'payments', 'forward', clock);
      const answer = await request(`${payments.url}/who`, { dispatcher, headers: { 'tessera-service-token': token } });
      return { status: answer.statusCode, text: await answer.body.text() };
    };
    expect(await statusNow()).toMatchObject({ status: 200 });
    clock.advance({ days: 1 });
    expect(await statusNow()).toMatchObject({ status: 403, text: expect.stringContaining('the connection has expired') });
  });
});
