import type { Log } from '#shared-kernel/log.ts';
import type { AppModule } from '#shared-kernel/module.ts';
import { createSignals } from '#shared-kernel/signals.ts';
import type { Config } from './config.ts';
import type { DescribedModule } from './describe-modules.ts';
import { type HostedModule, hostModules } from './host-modules.ts';
import { busDatabase } from './messaging/bus-database.ts';
import { Messaging } from './messaging/messaging.ts';
import { QueueWatch } from './messaging/queue-watch.ts';
import { seldom } from './messaging/seldom.ts';
import type { CountMessages } from './messaging/subscription-worker.ts';
import type { Metrics } from './metrics/registry.ts';
import { brokerConnection } from './relay/broker-settings.ts';
import type { Relay } from './relay/relay.ts';

export interface BusOptions {
  /** Those at work here. */
  readonly modules: readonly AppModule[];
  /** All others. */
  readonly elsewhere: readonly DescribedModule[];
  readonly url: string;
  readonly config: Config;
  readonly log: Log;
  readonly count: CountMessages;
  readonly metrics: Metrics;
}

/** The modules of this process at work on their database, and the queues between them. */
export interface Bus {
  readonly url: string;
  readonly messaging: Messaging;
  readonly hosted: readonly HostedModule[];
  readonly queues: QueueWatch;
  /** The queues as the platform looks at them. */
  readonly database: ReturnType<typeof busDatabase>;
  /** The way to modules in other databases, where there are any. */
  readonly relay: Relay | undefined;
  /** Claims nothing more. */
  drain(): void;
  /** Lets handlers under way finish until the deadline, gives back what they did not, and closes everything. */
  stop(deadlineMs: number): Promise<void>;
}

/** Puts the modules together, starts them, and begins to deliver. */
export async function openBus(options: BusOptions): Promise<Bus> {
  const { modules, elsewhere, url, config, log, count } = options;
  const { TESSERA_POLL_MS: pollMs, TESSERA_MONITOR_SECONDS: monitorSeconds } = config.process;
  const { plan } = config.placement;
  const messaging = new Messaging({ url, log, pollMs, monitorSeconds, count });
  const database = busDatabase(url);
  const queues = new QueueWatch({ database, log, complain: seldom(log) });
  const hosted = hostModules(modules, {
    url,
    settings: config.modules,
    busOf: (name) => messaging.busOf(name),
    signals: createSignals(),
    clock: messaging.clock,
    log,
    secondsBehind: (queue) => queues.secondsBehind(queue),
    development: config.process.NODE_ENV === 'development',
    limitsOff: config.process.TESSERA_RATE_LIMITS === 'off',
    dataDirectory: config.process.TESSERA_DATA_DIR,
  });
  await messaging.open(hosted, {
    neighbours: elsewhere.filter(({ name }) => plan.neighbours.includes(name)),
    remote: elsewhere.filter(({ name }) => plan.remote.includes(name)).map(({ module }) => module),
  });
  for (const { runtime } of hosted) await runtime.start?.();
  const relay = await relayOf(options, { messaging, hosted, database });
  if (relay !== undefined) messaging.host(relay.workers);
  await messaging.deliver();
  await queues.start();
  await relay?.start();
  const parts = { url, messaging, hosted, queues, database, relay };
  return {
    ...parts,
    drain() {
      messaging.drain();
      relay?.drain();
    },
    stop: (deadlineMs) => stop(parts, deadlineMs),
  };
}

async function stop(
  { messaging, hosted, queues, database, relay }: Omit<Bus, 'drain' | 'stop'>,
  deadlineMs: number,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  await queues.stop();
  await messaging.settle(deadlineMs);
  await relay?.stop(Math.max(0, deadline - performance.now()));
  await messaging.close();
  await database.close();
  for (const { runtime } of hosted) await runtime.stop?.();
  await Promise.all(hosted.map((module) => module.database.close()));
}

async function relayOf(
  { config, log, metrics }: BusOptions,
  { messaging, hosted, database }: Pick<Bus, 'messaging' | 'hosted' | 'database'>,
): Promise<Relay | undefined> {
  const { placement, process: settings, urls } = config;
  const { plan } = placement;
  if (urls.broker === undefined || plan.remote.length === 0) return undefined;
  // A shop on one database has no broker, and does without what talks to one.
  const { openRelay } = await import('./relay/relay.ts');
  return openRelay({
    connection: brokerConnection(urls.broker, settings),
    limits: { maxBytes: settings.NATS_STREAM_BYTES, replicas: settings.NATS_STREAM_REPLICAS },
    process: plan.name,
    boss: messaging.boss,
    database,
    modules: hosted.map((module) => ({ ...module, subscriptions: module.runtime.subscriptions ?? [] })),
    remote: plan.remote,
    ring: (names) => messaging.ring(names),
    log,
    complain: seldom(log),
    metrics,
  });
}
