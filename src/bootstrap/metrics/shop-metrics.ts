import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { HostedModule } from '../host-modules.ts';
import type { Answered } from '../http/http-env.ts';
import type { QueueState, QueueWatch } from '../messaging/queue-watch.ts';
import type { CountMessages } from '../messaging/subscription-worker.ts';
import type { Metrics, Sample } from './registry.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const RESOLUTION_MS = 20;

/** What requests and handlers report as they go: two additions each. */
export function trafficMetrics(metrics: Metrics): { observe(answered: Answered): void; readonly count: CountMessages } {
  const requests = metrics.counter('tessera_http_requests_total', 'Requests answered, by the template of their route');
  const durations = metrics.histogram(
    'tessera_http_request_duration_seconds',
    'Time until the answer, waiting for an end included',
    SECONDS,
  );
  const messages = metrics.counter('tessera_messages_total', 'Messages handled by this process, and tries that failed');
  return {
    observe({ method, route, status, ms }) {
      requests.add({ method, route, status: String(status) });
      durations.observe({ method, route }, ms / 1000);
    },
    count: (queue, outcome, count) => {
      if (count > 0) messages.add({ queue, outcome }, count);
    },
  };
}

/** How the process itself is. Stop what this returns with the process. */
export function processMetrics(metrics: Metrics): { stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  metrics.gauge('tessera_process_uptime_seconds', 'How long the process has run', () => one(process.uptime()));
  metrics.gauge('tessera_process_resident_memory_bytes', 'Memory of the process', () => one(process.memoryUsage.rss()));
  metrics.gauge(
    'tessera_process_event_loop_delay_seconds',
    'How late work is called since the last look, at the 99th percentile',
    () => {
      const late = Math.max(0, delay.percentile(99) / 1e9 - RESOLUTION_MS / 1000);
      delay.reset();
      return one(late);
    },
  );
  return { stop: () => delay.disable() };
}

/** The queues as the watch last saw them, and the connections of each module. */
export function stateMetrics(metrics: Metrics, queues: QueueWatch, hosted: readonly HostedModule[]): void {
  const ofQueues = (name: string, help: string, read: (state: QueueState) => number) =>
    metrics.gauge(name, help, () =>
      [...queues.states.values()].map((state) => ({ labels: { queue: state.queue }, value: read(state) })),
    );
  ofQueues('tessera_queue_ready', 'Messages that may be claimed now', ({ ready }) => ready);
  ofQueues('tessera_queue_deferred', 'Messages that wait for their time', ({ deferred }) => deferred);
  ofQueues('tessera_queue_active', 'Messages that are being handled', ({ active }) => active);
  ofQueues('tessera_queue_waiting_seconds', 'How long the next message has been due', ({ waitingSeconds }) => waitingSeconds);
  ofQueues('tessera_dead_letters', 'Messages that were given up', ({ dead }) => dead);
  const ofPools = (name: string, help: string, read: (load: HostedModule['database']['load']) => number) =>
    metrics.gauge(name, help, () =>
      hosted.map((module) => ({ labels: { module: module.name }, value: read(module.database.load) })),
    );
  ofPools('tessera_database_connections_busy', 'Connections in use', ({ busy }) => busy);
  ofPools('tessera_database_callers_waiting', 'Callers that wait for a connection', ({ waiting }) => waiting);
}

function one(value: number): readonly Sample[] {
  return [{ value }];
}
