import { afterEach } from 'vitest';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import { describeModules } from '../../../src/bootstrap/describe-modules.ts';
import type { Discovery, Found, Instance } from '../../../src/bootstrap/discovery/instance.ts';
import { type Forwarding, openForwarding } from '../../../src/bootstrap/forwarding/open-forwarding.ts';
import type { Timing } from '../../../src/bootstrap/forwarding/transport.ts';
import { Places } from '../../../src/bootstrap/http/admission/places.ts';
import { createApp } from '../../../src/bootstrap/http/create-app.ts';
import { serve } from '../../../src/bootstrap/http/serve.ts';
import { testGateway } from '../../../src/bootstrap/http/testing/test-gateway.ts';
import { Metrics } from '../../../src/bootstrap/metrics/registry.ts';
import { type InstanceSpec, startInstance, type TestInstance } from './instance.ts';
import { milk, tea } from './modules-elsewhere.ts';

export interface TestGateway {
  readonly url: string;
  /** What it complained about, in order. */
  readonly complaints: readonly string[];
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Discovery finds these from now on. */
  found: Found;
  /** Begins to stop. */
  drain(): void;
  /** The value of a series of its metrics, 0 where there is none yet. */
  metric(series: string): number;
}

export interface GatewaySpec {
  readonly timing?: Partial<Timing>;
  /** How many may follow a stream, or wait for an end. */
  readonly places?: number;
}

const open: (() => Promise<void>)[] = [];

/** Real processes' HTTP within one test: instances, and a gateway of sockets before them. All are gone after the test. */
export function forwardingBench() {
  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close();
  });
  return { instance: openInstance, gateway: openTestGateway };
}

async function openInstance(answer: Parameters<typeof startInstance>[0], spec?: InstanceSpec): Promise<TestInstance> {
  const instance = await startInstance(answer, spec);
  open.push(() => instance.stop());
  return instance;
}

/** A gateway before these instances. */
async function openTestGateway(instances: readonly Instance[], spec: GatewaySpec = {}): Promise<TestGateway> {
  const following = new Places(spec.places ?? 10);
  const draining = new AbortController();
  const metrics = new Metrics();
  const complaints: string[] = [];
  const discovery = discovered(instances);
  const forwarding = openForwarding({
    discovery,
    serviceToken: (module) => `token-for-${module}`,
    following,
    draining: draining.signal,
    metrics,
    complain: (what) => complaints.push(what),
    ...(spec.timing === undefined ? {} : { timing: spec.timing }),
  });
  await forwarding.start();
  const url = await serveBefore(forwarding, { following, draining });
  return {
    url,
    complaints,
    ask: (path, init) => fetch(new URL(path, url), init),
    found: discovery.found,
    drain: () => draining.abort(),
    metric: (series) => valueIn(metrics.text(), series),
  };
}

/** A discovery that finds what the test says. */
function discovered(instances: readonly Instance[]): Discovery & { readonly found: Found } {
  let told: Found = () => undefined;
  return {
    async start(found) {
      told = found;
      found(instances);
    },
    stop: async () => undefined,
    found: (now) => told(now),
  };
}

interface Surroundings {
  readonly following: Places;
  readonly draining: AbortController;
}

async function serveBefore(forwarding: Forwarding, { following, draining }: Surroundings): Promise<string> {
  const gateway = testGateway({ TESSERA_TRUSTED_PROXIES: '1' });
  const app = createApp({
    modules: [],
    elsewhere: { modules: describeModules([tea, milk]), forward: forwarding.forward },
    tokens,
    gateway,
    log: silentLog,
    checkReplies: true,
    draining: draining.signal,
    requestTimeoutMs: 30_000,
    version: '0',
    ready: async () => ({ ok: true, checks: [] }),
    following,
    observe: () => undefined,
  });
  const server = await serve(app, { host: '127.0.0.1', port: 0 });
  open.push(async () => {
    draining.abort();
    await server.stop(0);
    await forwarding.stop();
    await gateway.stop();
  });
  return server.url;
}

function valueIn(page: string, series: string): number {
  const line = page.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length) ?? 0);
}

const tokens: TokenVerifier = {
  verify: async (token) => ({ kind: 'user', id: token, roles: ['customer'], scopes: ['tea:read', 'tea:write'] }),
};
