import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type Clock, systemClock } from '#shared-kernel/clock.ts';
import type { HttpEnv } from '../../../src/bootstrap/http/http-env.ts';
import { serve } from '../../../src/bootstrap/http/serve.ts';
import { Metrics } from '../../../src/bootstrap/metrics/registry.ts';
import { planOf } from '../../../src/bootstrap/topology/plan.ts';
import { Topology } from '../../../src/bootstrap/topology/topology.ts';
import { writeDevelopmentCertificates } from '../../../src/bootstrap/trust/certificates/development-certificates.ts';
import { credentialsIn, type TlsFiles } from '../../../src/bootstrap/trust/certificates/tls-credentials.ts';
import { type ServiceScope, ServiceTokens } from '../../../src/bootstrap/trust/service-tokens.ts';
import { openTrust } from '../../../src/bootstrap/trust/trust.ts';

export const TRUST_DOMAIN = 'tessera';

const topologyBy = (transport: Topology['transport']) =>
  Topology.parse({
    transport,
    processes: {
      gateway: { gateway: true, address: '127.0.0.1:1' },
      'second-gateway': { gateway: true, address: '127.0.0.1:2' },
      identity: { modules: ['identity'], address: '127.0.0.1:3' },
      payments: { modules: ['payments'], address: '127.0.0.1:4' },
    },
    databases: { shop: { url: 'DATABASE_URL', modules: ['identity', 'payments'] } },
  });
const topology = topologyBy('mutual-tls');

/** What the process answers: who it takes the caller for. */
export const Called = z.object({ process: z.string().optional(), scope: z.string().optional() });

/** The files of all processes of a shop, in a directory of the test's own. */
export class Certificates {
  readonly directory = mkdtempSync(join(tmpdir(), 'tessera-certs-'));

  constructor() {
    onTestFinished(() => rmSync(this.directory, { recursive: true }));
  }

  /** Gives every process a new certificate, or these days a validity of another time. */
  async renew({ newAuthority = false, from = new Date(), days = 1 } = {}): Promise<this> {
    const processes = Object.keys(topology.processes).map((process) => {
      return { trustDomain: TRUST_DOMAIN, process, host: '127.0.0.1' };
    });
    await writeDevelopmentCertificates({ directory: this.directory, processes, validity: { from, days }, newAuthority });
    return this;
  }

  pathsOf(process: string): TlsFiles {
    const path = (file: string) => join(this.directory, file);
    return { ca: path('ca.pem'), cert: path(`${process}.pem`), key: path(`${process}-key.pem`) };
  }

  async read(process: string): Promise<TlsFiles> {
    const { ca, cert, key } = this.pathsOf(process);
    const content = (path: string) => readFile(path, 'utf8');
    return { ca: await content(ca), cert: await content(cert), key: await content(key) };
  }

  /** Takes over the certificates of another shop, but not its CA. */
  async takeFrom(other: Certificates): Promise<void> {
    for (const process of Object.keys(topology.processes)) {
      const { cert, key } = await other.read(process);
      await this.write(`${process}-key.pem`, key);
      await this.write(`${process}.pem`, cert);
    }
  }

  write(file: string, content: string): Promise<void> {
    return writeFile(join(this.directory, file), content);
  }

  /** As the process itself would sign it. */
  async tokenOf(process: string, audience: string, scope: ServiceScope, clock: Clock = systemClock): Promise<string> {
    const tokens = new ServiceTokens(credentialsIn(await this.read(process), new Date()), clock);
    return tokens.tokenFor(`spiffe://${TRUST_DOMAIN}/${audience}`, scope);
  }
}

interface Surroundings {
  readonly clock?: Clock;
  readonly transport?: Topology['transport'];
}

export async function trustOf(certificates: Certificates, name: string, surroundings: Surroundings = {}) {
  const { clock = systemClock, transport = 'mutual-tls' } = surroundings;
  const plan = planOf(topology, name);
  if (plan === undefined) throw new Error(`there is no process ${name}`);
  const { ca, cert, key } = certificates.pathsOf(name);
  const complaints: string[] = [];
  const metrics = new Metrics();
  const trust = await openTrust({
    placement: { topology: topologyBy(transport), plan },
    settings: { TESSERA_TLS_CA: ca, TESSERA_TLS_CERT: cert, TESSERA_TLS_KEY: key, TESSERA_TLS_TRUST_DOMAIN: TRUST_DOMAIN },
    clock,
    complain: (what, error) => complaints.push(`${what}: ${String(error)}`),
    metrics,
  });
  onTestFinished(() => trust.stop());
  return { trust, complaints, metrics };
}

/** A process as others reach it: `/who` answers whom it takes the caller for. */
export async function servedProcess(certificates: Certificates, name: string, surroundings?: Surroundings) {
  const opened = await trustOf(certificates, name, surroundings);
  const app = new Hono<HttpEnv>();
  app.get('/who', (c) => c.json({ ...c.env.service }));
  app.get('/health', (c) => c.json({ status: 'ok' }));
  const server = await serve(app, { host: '127.0.0.1', port: 0, trust: opened.trust });
  onTestFinished(() => server.stop(1_000));
  return { ...opened, url: server.url };
}
