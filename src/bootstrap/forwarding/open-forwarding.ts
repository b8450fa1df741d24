import type { Discovery, Instance } from '../discovery/instance.ts';
import type { Places } from '../http/admission/places.ts';
import type { Forward } from '../http/mounted-route.ts';
import type { Complain } from '../messaging/seldom.ts';
import type { Metrics } from '../metrics/registry.ts';
import { forwardRequest } from './forward-request.ts';
import { Forwarder } from './forwarder.ts';
import { countForwarding, watchForwarder } from './forwarding-metrics.ts';
import { orStale } from './or-stale.ts';
import { StaleAnswers } from './stale-answers.ts';
import { type ServiceToken, TIMING, type Timing, type Transport } from './transport.ts';

export interface ForwardingOptions {
  readonly discovery: Discovery;
  /** For mutual TLS; without it, connections are plain. */
  readonly transport?: Transport | undefined;
  readonly serviceToken?: ServiceToken | undefined;
  readonly following: Places;
  /** Aborts when the process begins to stop. */
  readonly draining: AbortSignal;
  readonly metrics: Metrics;
  readonly complain: Complain;
  readonly timing?: Partial<Timing>;
}

/** The way from a gateway to modules in other processes. */
export interface Forwarding {
  /** For the routes of modules elsewhere. */
  readonly forward: Forward;
  readonly forwarder: Forwarder;
  /** The instances that are known now. */
  instances(): readonly Instance[];
  /** Resolves once instances were looked for. */
  start(): Promise<void>;
  /** Cuts off what is still under way. */
  stop(): Promise<void>;
}

export function openForwarding(options: ForwardingOptions): Forwarding {
  const { discovery, transport, serviceToken, following, draining, metrics, complain } = options;
  const timing = { ...TIMING, ...options.timing };
  const count = countForwarding(metrics);
  const forwarder = new Forwarder({ timing, count, complain, transport, serviceToken });
  watchForwarder(metrics, forwarder);
  return {
    forward: orStale({
      forward: forwardRequest({ forwarder, timing, following, draining }),
      answers: new StaleAnswers(),
      count,
    }),
    forwarder,
    instances: () => forwarder.upstreams.map(({ instance }) => instance),
    start: () => discovery.start((instances) => forwarder.replace(instances)),
    async stop() {
      await discovery.stop();
      await forwarder.stop();
    },
  };
}
