import type { Instance } from '../discovery/instance.ts';
import type { Metrics } from '../metrics/registry.ts';

/** What can become of a request that is passed on, or of a try. */
export type Outcome = 'answered' | 'refused' | 'retried' | 'retry-refused' | 'stale';

export type CountForwarding = (module: string, outcome: Outcome) => void;

/** Counts what becomes of requests to modules elsewhere. */
export function countForwarding(metrics: Metrics): CountForwarding {
  const requests = metrics.counter('tessera_forward_requests_total', 'Requests passed on to modules in other processes');
  const retries = metrics.counter('tessera_forward_retries_total', 'Tries that were made again, or not for want of budget');
  const stale = metrics.counter('tessera_forward_stale_total', 'Answers of the past, given while their module had none');
  return (module, outcome) => {
    if (outcome === 'stale') stale.add({ module });
    else if (outcome === 'retried') retries.add({ module, allowed: 'true' });
    else if (outcome === 'retry-refused') retries.add({ module, allowed: 'false' });
    else requests.add({ module, outcome });
  };
}

const STATES = { closed: 0, 'half-open': 1, open: 2 };

/** What there is to pass requests on to, and how busy each module is. */
export interface WatchedForwarder {
  readonly upstreams: readonly { readonly instance: Instance; readonly state: keyof typeof STATES }[];
  readonly traffic: ReadonlyMap<string, { readonly atWork: number }>;
}

/** Shows what there is now. */
export function watchForwarder(metrics: Metrics, forwarder: WatchedForwarder): void {
  metrics.gauge('tessera_discovery_instances', 'Instances of other processes that are known', () =>
    [...Map.groupBy(forwarder.upstreams, ({ instance }) => instance.process)].map(([process, its]) => ({
      labels: { process },
      value: its.length,
    })),
  );
  metrics.gauge('tessera_forward_breaker', 'Whether an instance gets requests: 0 closed, 1 half-open, 2 open', () =>
    forwarder.upstreams.map(({ instance: { process, address }, state }) => ({
      labels: { process, address },
      value: STATES[state],
    })),
  );
  metrics.gauge('tessera_forward_at_work', 'Requests that a module in another process is working on', () =>
    [...forwarder.traffic].map(([module, { atWork }]) => ({ labels: { module }, value: atWork })),
  );
}
