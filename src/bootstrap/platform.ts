import type { Log } from '#shared-kernel/log.ts';
import type { ProcessSettings } from './config.ts';
import type { HostedModule } from './host-modules.ts';
import { deadLetterRoutes } from './http/admin/dead-letter-routes.ts';
import { Admission } from './http/admission/admission.ts';
import { classifier } from './http/admission/classify.ts';
import type { Administration } from './http/create-app.ts';
import { type Gateway, openGateway } from './http/gateway/gateway.ts';
import { busDatabase } from './messaging/bus-database.ts';
import type { Messaging } from './messaging/messaging.ts';
import { QueueWatch } from './messaging/queue-watch.ts';
import { seldom } from './messaging/seldom.ts';
import { metricsRoute } from './metrics/metrics-route.ts';
import { ModuleGauges } from './metrics/module-gauges.ts';
import type { Metrics } from './metrics/registry.ts';
import { processMetrics, stateMetrics } from './metrics/shop-metrics.ts';

export interface PlatformOptions {
  readonly url: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Open: it knows who hears what. */
  readonly messaging: Messaging;
  readonly hosted: readonly HostedModule[];
  readonly settings: ProcessSettings;
}

/** What a process does for all of its modules besides carrying their messages. */
export interface Platform {
  readonly queues: QueueWatch;
  readonly admission: Admission;
  readonly gateway: Gateway;
  readonly administration: Administration;
  stop(): Promise<void>;
}

/** Watches queues and event loop, guards the door, and serves admins, on two connections of its own. */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const { url, log, metrics, messaging, hosted, settings } = options;
  const database = busDatabase(url);
  const complain = seldom(log);
  const queues = new QueueWatch({ database, log, complain });
  const admission = new Admission({
    classify: classifier(hosted, (type) => messaging.queuesOf(type)),
    waitingSeconds: (names) => queues.waitingSeconds(names),
    mostWaitingSeconds: settings.TESSERA_MOST_LATE_SECONDS,
    callersWaiting: (name) => hosted.find((module) => module.name === name)?.database.load.waiting ?? 0,
    complain,
    metrics,
  });
  const gateway = openGateway({
    settings,
    development: settings.NODE_ENV === 'development',
    url,
    clock: messaging.clock,
    complain,
    metrics,
  });
  const process = processMetrics(metrics);
  stateMetrics(metrics, queues, hosted);
  const gauges = new ModuleGauges(hosted, metrics, complain);
  await queues.start();
  await gauges.start();
  const routes = [
    metricsRoute(metrics, gateway.operations.access),
    ...deadLetterRoutes({ database, messaging, subscriptions: queueNamesOf(hosted) }),
  ];
  return {
    queues,
    admission,
    gateway,
    administration: { routes, database },
    async stop() {
      process.stop();
      await gauges.stop();
      await queues.stop();
      await gateway.stop();
      await database.close();
    },
  };
}

function queueNamesOf(hosted: readonly HostedModule[]): ReadonlySet<string> {
  return new Set(
    hosted.flatMap(({ runtime }) => [...(runtime.subscriptions ?? []), ...(runtime.schedules ?? [])]).map(({ name }) => name),
  );
}
