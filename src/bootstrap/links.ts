import { systemClock } from '#shared-kernel/clock.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import type { Config } from './config.ts';
import { openDiscovery, openRegistration } from './discovery/open-discovery.ts';
import { askIdentity } from './forwarding/ask-identity.ts';
import { askModule } from './forwarding/ask-module.ts';
import { deadLettersElsewhere } from './forwarding/dead-letters-elsewhere.ts';
import { openForwarding } from './forwarding/open-forwarding.ts';
import type { DeadLetterPlaces } from './http/admin/dead-letter-places.ts';
import type { Places } from './http/admission/places.ts';
import type { Forward } from './http/mounted-route.ts';
import { seldom } from './messaging/seldom.ts';
import type { Metrics } from './metrics/registry.ts';
import { Broker, forDiscovery } from './relay/broker.ts';
import { brokerConnection } from './relay/broker-settings.ts';
import type { Topology } from './topology/topology.ts';
import { remoteTokens } from './trust/remote-tokens/remote-tokens.ts';

export interface LinksOptions {
  readonly topology: Topology;
  readonly config: Config;
  readonly following: Places;
  /** Aborts when the process begins to stop. */
  readonly draining: AbortSignal;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What ties this process to the others of its topology, besides messages. */
export interface Links {
  /** To modules elsewhere. */
  readonly forward: Forward;
  /** Dead letters beyond this process and its database. */
  readonly deadLetters: DeadLetterPlaces;
  /** Checks credentials by what identity tells. */
  readonly tokens: TokenVerifier;
  /** Makes the process known to others, once it listens at this address. */
  register(url: string): Promise<void>;
  /** Has others stop coming. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks for the other processes, and goes on without those that are away. */
export async function openLinks({ topology, config, following, draining, metrics, log }: LinksOptions): Promise<Links> {
  const { placement, urls, process: settings, tokens: checks } = config;
  const self = placement.plan.name;
  const complain = seldom(log);
  const broker =
    topology.discovery.by === 'nats' && urls.broker !== undefined
      ? new Broker({ ...forDiscovery(brokerConnection(urls.broker, settings)), name: `tessera:${self}:discovery`, log, complain })
      : undefined;
  const where = { topology, self, url: urls.shared, broker, complain };
  const forwarding = openForwarding({ discovery: openDiscovery(where), following, draining, metrics, complain });
  const tokens = remoteTokens({
    fetchFromIdentity: askIdentity(forwarding.forwarder),
    issuer: checks.TOKEN_ISSUER,
    audience: checks.TOKEN_AUDIENCE,
    clock: systemClock,
    complain,
  });
  let registration: ReturnType<typeof openRegistration> | undefined;
  broker?.start();
  await forwarding.start();
  await tokens.start();
  return {
    forward: forwarding.forward,
    deadLetters: deadLettersElsewhere(askModule(forwarding.forwarder), topology, self),
    tokens,
    async register(url) {
      registration = openRegistration({ ...where, address: new URL(url).host });
      await registration.start();
    },
    leave: async () => registration?.stop(),
    async stop() {
      await tokens.stop();
      await forwarding.stop();
      await broker?.stop();
    },
  };
}
