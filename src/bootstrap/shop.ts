import type { Hono } from 'hono';
import type { Log } from '#shared-kernel/log.ts';
import type { AppModule } from '#shared-kernel/module.ts';
import { createSignals } from '#shared-kernel/signals.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import type { Config } from './config.ts';
import { type HostedModule, type HostOptions, hostModules } from './host-modules.ts';
import type { Admission } from './http/admission/admission.ts';
import { createApp } from './http/create-app.ts';
import type { HttpEnv } from './http/http-env.ts';
import { Messaging } from './messaging/messaging.ts';
import type { QueueWatch } from './messaging/queue-watch.ts';
import type { CountMessages } from './messaging/subscription-worker.ts';
import { Metrics } from './metrics/registry.ts';
import { trafficMetrics } from './metrics/shop-metrics.ts';
import { openPlatform } from './platform.ts';
import { readiness } from './readiness.ts';
import { version } from './version.ts';

export interface ShopOptions {
  readonly modules: readonly AppModule[];
  readonly url: string;
  readonly config: Config;
  readonly log: Log;
  /** Instead of the verifier that identity offers: for tests. */
  readonly tokens?: TokenVerifier;
}

/** All modules at work in this process on one migrated database, and the application in front of them. */
export interface Shop {
  readonly app: Hono<HttpEnv>;
  readonly hosted: readonly HostedModule[];
  readonly messaging: Messaging;
  /** Who serves the app asks it which requests to let through. */
  readonly admission: Admission;
  /** The origins whose pages may call. */
  readonly origins: readonly string[];
  /** Makes readiness false, ends event streams and claims no more messages; requests are still served. */
  drain(): void;
  /** Lets handlers under way finish until the deadline, gives back what they did not, and closes everything. */
  stop(deadlineMs: number): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** Starts the shop on a database that is up to date. Whoever calls it serves `app`, and stops what it gets. */
export async function startShop({ modules, url, config, log, tokens }: ShopOptions): Promise<Shop> {
  const settings = config.process;
  const metrics = new Metrics();
  const { observe, count } = trafficMetrics(metrics);
  let queues: QueueWatch | undefined;
  const secondsBehind = (queue: string) => queues?.secondsBehind(queue) ?? Number.POSITIVE_INFINITY;
  const { messaging, hosted } = assemble({ modules, url, config, log, count, secondsBehind });
  const draining = new AbortController();
  await messaging.open(hosted);
  for (const { runtime } of hosted) await runtime.start?.();
  await messaging.deliver();
  const platform = await openPlatform({ url, log, metrics, messaging, hosted, settings });
  queues = platform.queues;
  const app = createApp({
    modules: hosted,
    tokens: platform.gateway.operations.verifier(tokens ?? verifierAmong(hosted)),
    gateway: platform.gateway,
    log,
    checkReplies: checksAnswers(settings),
    draining: draining.signal,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    version,
    following: platform.admission.following,
    observe,
    administration: platform.administration,
    ready: await readiness(hosted, messaging, platform.queues),
  });
  return {
    app,
    hosted,
    messaging,
    admission: platform.admission,
    origins: platform.gateway.origins,
    drain: () => {
      draining.abort();
      messaging.drain();
    },
    stop: async (deadlineMs) => {
      await platform.stop();
      await stopAll(messaging, hosted, deadlineMs);
    },
  };
}

type Assembling = ShopOptions & Pick<HostOptions, 'secondsBehind'> & { readonly count: CountMessages };

function assemble({ modules, url, config, log, count, secondsBehind }: Assembling) {
  const { TESSERA_POLL_MS: pollMs, TESSERA_MONITOR_SECONDS: monitorSeconds, ...settings } = config.process;
  const messaging = new Messaging({ url, log, pollMs, monitorSeconds, count });
  const hosted = hostModules(modules, {
    url,
    settings: config.modules,
    busOf: (name) => messaging.busOf(name),
    signals: createSignals(),
    clock: messaging.clock,
    log,
    secondsBehind,
    development: settings.NODE_ENV === 'development',
    limitsOff: settings.TESSERA_RATE_LIMITS === 'off',
    dataDirectory: settings.TESSERA_DATA_DIR,
  });
  return { messaging, hosted };
}

/** An answer that is wrong helps a customer more than none: production looks only where it is told to. */
function checksAnswers({ NODE_ENV, TESSERA_CHECK_ANSWERS: asked }: Config['process']): boolean {
  return asked === undefined ? NODE_ENV !== 'production' : asked === 'on';
}

async function stopAll(messaging: Messaging, hosted: readonly HostedModule[], deadlineMs: number): Promise<void> {
  await messaging.stop(deadlineMs);
  for (const { runtime } of hosted) await runtime.stop?.();
  await Promise.all(hosted.map(({ database }) => database.close()));
}

function verifierAmong(hosted: readonly HostedModule[]): TokenVerifier {
  const tokens = hosted.find(({ runtime }) => runtime.tokens)?.runtime.tokens;
  if (!tokens) throw new Error('no module issues access tokens, so nobody could sign in');
  return tokens;
}
