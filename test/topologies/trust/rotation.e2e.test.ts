import { once } from 'node:events';
import { connect } from 'node:tls';
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { Instance } from '../../../src/bootstrap/discovery/instance.ts';
import { Forwarder } from '../../../src/bootstrap/forwarding/forwarder.ts';
import { keptBody } from '../../../src/bootstrap/forwarding/request-body.ts';
import { TIMING } from '../../../src/bootstrap/forwarding/transport.ts';
import type { TlsFiles } from '../../../src/bootstrap/trust/certificates/tls-credentials.ts';
import type { ServiceScope } from '../../../src/bootstrap/trust/service-tokens.ts';
import type { Trust } from '../../../src/bootstrap/trust/trust.ts';
import { Called, Certificates, servedProcess, trustOf } from './trusted-processes.ts';

const WITHIN_MS = 30_000;

const PAYMENTS: Instance = { id: 'payments-1', process: 'payments', modules: ['payments'], address: '127.0.0.1:4', metadata: {} };

async function gatewayTo(certificates: Certificates, url: string, scope: ServiceScope = 'forward') {
  const { trust, complaints } = await trustOf(certificates, 'gateway');
  const failures: unknown[] = [];
  const forwarder = new Forwarder({
    timing: TIMING,
    count: () => undefined,
    complain: (_, error) => failures.push(error),
    transport: trust.transport,
    serviceToken: trust.tokenFor(scope),
  });
  onTestFinished(() => forwarder.stop());
  const address = url.replace('https://', '');
  forwarder.replace([{ ...PAYMENTS, address }]);
  return { trust, forwarder, complaints, failures };
}

async function who(forwarder: Forwarder) {
  const { status, body } = await forwarder.exchange({
    module: 'payments',
    method: 'GET',
    path: '/who',
    headers: {},
    body: keptBody(null),
    repeatable: false,
    patient: false,
    timeoutMs: 10_000,
    waitMs: 0,
    signal: new AbortController().signal,
  });
  const text = await new Response(body).text();
  if (status !== 200) throw new Error(`${status} ${text}`);
  return Called.parse(JSON.parse(text));
}

/** Asks without a pause, in four lines, until it is told to stop. */
function load(forwarder: Forwarder) {
  let stopped = false;
  let answered = 0;
  const line = async () => {
    while (!stopped) {
      await who(forwarder);
      answered += 1;
    }
  };
  const lines = Promise.all(Array.from({ length: 4 }, line));
  lines.catch(() => undefined);
  return {
    answered: () => answered,
    async stop() {
      stopped = true;
      await lines;
    },
  };
}

/** The certificate and the CAs that a process shows and believes in new connections. */
function inUse({ transport }: Trust): Partial<TlsFiles> {
  const { ca, cert } = transport?.connectOptions(PAYMENTS) ?? {};
  return { ca: String(ca), cert: String(cert) };
}

async function whenInUse(certificates: Certificates, processes: Readonly<Record<string, Trust>>): Promise<void> {
  for (const [process, trust] of Object.entries(processes)) {
    const { ca, cert } = await certificates.read(process);
    await eventually(() => inUse(trust), { is: { ca, cert }, withinMs: WITHIN_MS });
  }
}

describe('certificates are replaced', () => {
  it('again and again, and then their CA, while requests pass, and none fails', async () => {
    const certificates = await new Certificates().renew();
    const payments = await servedProcess(certificates, 'payments');
    const gateway = await gatewayTo(certificates, payments.url);
    const processes = { payments: payments.trust, gateway: gateway.trust };
    const requests = load(gateway.forwarder);
    await certificates.renew({ days: 2 });
    await whenInUse(certificates, processes);
    const [before, next] = [await certificates.read('gateway'), await new Certificates().renew({ days: 3 })];
    await certificates.write('ca.pem', before.ca + (await next.read('gateway')).ca);
    await whenInUse(certificates, processes);
    await certificates.takeFrom(next);
    await whenInUse(certificates, processes);
    await certificates.write('ca.pem', (await next.read('gateway')).ca);
    await whenInUse(certificates, processes);
    expect(await who(gateway.forwarder)).toEqual({ process: 'gateway', scope: 'forward' });
    await requests.stop();
    expect(requests.answered()).toBeGreaterThan(100);
    expect([gateway.failures, gateway.complaints, payments.complaints]).toEqual([[], [], []]);
    expect(payments.metrics.text()).toMatch(/^tessera_tls_certificate_expires_seconds 25[89]\d{3}/m);
    const old = connect({ ...portOf(payments.url), ...before, checkServerIdentity: () => undefined });
    onTestFinished(() => void old.destroy());
    await expect(once(old, 'data')).rejects.toThrow();
  });

  it('on connections that are busy, too: after its next answer each is made anew', async () => {
    const certificates = await new Certificates().renew();
    const payments = await servedProcess(certificates, 'payments');
    const [pem, token] = [await certificates.read('gateway'), await certificates.tokenOf('gateway', 'payments', 'forward')];
    const dispatcher = new Agent({ connect: { ...pem, checkServerIdentity: () => undefined } });
    onTestFinished(() => dispatcher.close());
    const connectionOf = async () => {
      const { headers, body } = await request(`${payments.url}/who`, { dispatcher, headers: { 'tessera-service-token': token } });
      await body.dump();
      return headers.connection;
    };
    expect(await connectionOf()).toBe('keep-alive');
    await certificates.renew();
    await whenInUse(certificates, { payments: payments.trust });
    expect(await connectionOf()).toBe('close');
    expect(await connectionOf()).toBe('keep-alive');
  });
});

describe('a CA that is believed no more', () => {
  it('ends what was connected under it, however long that stays', async () => {
    const certificates = await new Certificates().renew();
    const payments = await servedProcess(certificates, 'payments');
    const [old, token] = [await certificates.read('gateway'), await certificates.tokenOf('gateway', 'payments', 'forward')];
    const next = await new Certificates().renew();
    await certificates.write('ca.pem', old.ca + (await next.read('gateway')).ca);
    await whenInUse(certificates, { payments: payments.trust });
    const dispatcher = new Agent({ connect: { ...old, checkServerIdentity: () => undefined }, keepAliveTimeout: WITHIN_MS });
    onTestFinished(() => dispatcher.close());
    const answered = async () => {
      const { statusCode, body } = await request(`${payments.url}/who`, {
        dispatcher,
        headers: { 'tessera-service-token': token },
      });
      return { statusCode, text: await body.text() };
    };
    expect(await answered()).toMatchObject({ statusCode: 200 });
    await certificates.takeFrom(next);
    await whenInUse(certificates, { payments: payments.trust });
    await certificates.write('ca.pem', (await next.read('gateway')).ca);
    await whenInUse(certificates, { payments: payments.trust });
    expect(await answered()).toMatchObject({
      statusCode: 403,
      text: expect.stringContaining('the CA of the certificate is not believed'),
    });
    await expect(answered()).rejects.toThrow();
  });
});

describe('files that cannot be used', () => {
  const half = (text: string) => text.slice(0, text.length / 2);

  it.each([
    ['half a certificate', 'payments.pem', ({ cert }: TlsFiles) => half(cert)],
    ['the key of another', 'payments-key.pem', (_: TlsFiles, other: TlsFiles) => other.key],
    ['the certificate of another CA', 'payments.pem', (_: TlsFiles, other: TlsFiles) => other.cert],
    ['no CA', 'ca.pem', () => ''],
    ['half of the last CA', 'ca.pem', ({ ca }: TlsFiles, other: TlsFiles) => ca + half(other.ca)],
    ['a key that is none', 'payments-key.pem', () => 'nonsense'],
  ])('are left alone and complained about, such as %s, until they can', async (_, file, spoil) => {
    const certificates = await new Certificates().renew();
    const other = await (await new Certificates().renew()).read('payments');
    const payments = await servedProcess(certificates, 'payments');
    const gateway = await gatewayTo(certificates, payments.url);
    const [good, before] = [await certificates.read('payments'), inUse(payments.trust)];
    await certificates.write(file, spoil(good, other));
    await eventually(() => payments.complaints, { satisfies: ({ length }) => length > 0, withinMs: WITHIN_MS });
    expect(payments.complaints[0]).toContain('those of before are');
    expect(inUse(payments.trust)).toEqual(before);
    expect(await who(gateway.forwarder)).toMatchObject({ process: 'gateway' });
    await certificates.write('ca.pem', good.ca);
    await certificates.renew({ days: 2 });
    await whenInUse(certificates, { payments: payments.trust, gateway: gateway.trust });
    expect(await who(gateway.forwarder)).toMatchObject({ process: 'gateway' });
  });

  it('keep a process from starting, which says what is wrong', async () => {
    const certificates = await new Certificates().renew();
    await certificates.write('gateway.pem', (await certificates.read('payments')).cert);
    await certificates.write('gateway-key.pem', (await certificates.read('payments')).key);
    await expect(trustOf(certificates, 'gateway')).rejects.toThrow(
      'names spiffe://tessera/payments, and this is spiffe://tessera/gateway',
    );
    await certificates.write('payments-key.pem', '');
    await expect(trustOf(certificates, 'payments')).rejects.toThrow('the private key cannot be read');
    await certificates.renew({ from: new Date(Date.now() - 2 * 86_400_000) });
    await expect(trustOf(certificates, 'payments')).rejects.toThrow('the certificate expired on');
  });
});

describe('a gateway', () => {
  it('does not talk to a process that is not the one it looks for', async () => {
    const certificates = await new Certificates().renew();
    const identity = await servedProcess(certificates, 'identity');
    const { forwarder, failures } = await gatewayTo(certificates, identity.url);
    await expect(who(forwarder)).rejects.toMatchObject({ kind: 'unavailable', code: 'gateway.module_unavailable' });
    expect(String(failures[0])).toContain('names spiffe://tessera/identity, and not spiffe://tessera/payments');
  });

  it('takes a process that does not believe it for one that is not there, and tells its callers nothing else', async () => {
    const certificates = await new Certificates().renew();
    const payments = await servedProcess(certificates, 'payments');
    const { forwarder, failures } = await gatewayTo(certificates, payments.url, 'tokens:read');
    await expect(who(forwarder)).rejects.toMatchObject({ kind: 'unavailable', code: 'gateway.module_unavailable' });
    expect(String(failures[0])).toContain('does not take us for a process of this shop');
  });
});

function portOf(url: string) {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port) };
}
