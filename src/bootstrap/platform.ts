import { systemClock } from '#shared-kernel/clock.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Bus } from './bus.ts';
import type { Config } from './config.ts';
import { type DescribedModule, NO_DATABASE } from './describe-modules.ts';
import type { HostedModule } from './host-modules.ts';
import type { DeadLetterPlaces } from './http/admin/dead-letter-places.ts';
import { ownDeadLetters } from './http/admin/own-dead-letters.ts';
import { Admission } from './http/admission/admission.ts';
import { classifier } from './http/admission/classify.ts';
import type { Administration } from './http/create-app.ts';
import { type Gateway, openGateway } from './http/gateway/gateway.ts';
import type { GatewaySettings } from './http/gateway/gateway-settings.ts';
import type { Readiness } from './http/platform-routes.ts';
import { parseRelayQueue } from './messaging/relay-queues.ts';
import { seldom } from './messaging/seldom.ts';
import { metricsRoute } from './metrics/metrics-route.ts';
import { ModuleGauges } from './metrics/module-gauges.ts';
import type { Metrics } from './metrics/registry.ts';
import { processMetrics, stateMetrics } from './metrics/shop-metrics.ts';
import { readiness } from './readiness.ts';

export interface PlatformOptions {
  /** Undefined for a gateway without modules. */
  readonly bus: Bus | undefined;
  readonly elsewhere: readonly DescribedModule[];
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What a process does for all of its modules besides carrying their messages. */
export interface Platform {
  readonly admission: Admission;
  readonly gateway: Gateway;
  readonly administration: Administration;
  /** Those that this process can read and redrive. */
  readonly deadLetters: DeadLetterPlaces;
  /** Answers `/ready`. */
  ready(): Promise<Readiness>;
  stop(): Promise<void>;
}

/** Guards the door, tells how the process is, and serves admins. */
export async function openPlatform({ bus, elsewhere, config, log, metrics }: PlatformOptions): Promise<Platform> {
  const { process: settings, placement, urls } = config;
  const hosted = bus?.hosted ?? [];
  const complain = seldom(log);
  const admission = new Admission({
    classify: classifier([...hosted, ...elsewhere], (from, type) => bus?.messaging.queuesFor(from, type) ?? []),
    waitingSeconds: (names) => (bus === undefined ? 0 : waitingSeconds(bus, names)),
    mostWaitingSeconds: settings.TESSERA_MOST_LATE_SECONDS,
    callersWaiting: (name) => hosted.find((module) => module.name === name)?.database.load.waiting ?? 0,
    complain,
    metrics,
  });
  const gateway = openGateway({
    settings: placement.plan.gateway ? settings : behindGateway(settings),
    development: settings.NODE_ENV === 'development',
    url: urls.shared ?? bus?.url,
    clock: bus?.messaging.clock ?? systemClock,
    complain,
    metrics,
  });
  const process = processMetrics(metrics);
  if (bus) stateMetrics(metrics, bus.queues, hosted);
  const gauges = new ModuleGauges(hosted, metrics, complain);
  await gauges.start();
  return {
    admission,
    gateway,
    administration: {
      routes: [metricsRoute(metrics, gateway.operations.access)],
      database: bus?.database ?? NO_DATABASE,
    },
    deadLetters: bus ? deadLettersOf(bus) : { readers: [], redrives: [] },
    ready: bus ? await readiness(bus) : async () => ({ ok: true, checks: [] }),
    async stop() {
      process.stop();
      await gauges.stop();
      await gateway.stop();
    },
  };
}

function deadLettersOf({ database, messaging, hosted }: Bus): DeadLetterPlaces {
  return ownDeadLetters({ database, messaging, subscriptions: queueNamesOf(hosted) });
}

/** Here, and where another database is on the way, what its module last told of the wait there. */
function waitingSeconds({ queues, relay }: Bus, names: readonly string[]): number {
  const there = names.flatMap((name) => parseRelayQueue(name)?.to ?? []);
  return queues.waitingSeconds(names) + there.reduce((total, module) => total + (relay?.waitingSeconds(module) ?? 0), 0);
}

/** The gateway in front has counted and decided; it says whose request it passes on. */
function behindGateway(settings: Config['process']): GatewaySettings {
  return { ...settings, TESSERA_RATE_LIMITS: 'off', TESSERA_TRUSTED_PROXIES: '1', TESSERA_CORS_ORIGINS: undefined };
}

function queueNamesOf(hosted: readonly HostedModule[]): ReadonlySet<string> {
  return new Set(
    hosted.flatMap(({ runtime }) => [...(runtime.subscriptions ?? []), ...(runtime.schedules ?? [])]).map(({ name }) => name),
  );
}
