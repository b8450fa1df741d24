import { systemClock } from '#shared-kernel/clock.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import type { Config } from './config.ts';
import { openDiscovery, openRegistration } from './discovery/open-discovery.ts';
import { askIdentity } from './forwarding/ask-identity.ts';
import { askModule } from './forwarding/ask-module.ts';
import { deadLettersElsewhere } from './forwarding/dead-letters-elsewhere.ts';
import type { Forwarder } from './forwarding/forwarder.ts';
import { openForwarding } from './forwarding/open-forwarding.ts';
import type { DeadLetterPlaces } from './http/admin/dead-letter-places.ts';
import type { Places } from './http/admission/places.ts';
import type { Forward } from './http/mounted-route.ts';
import { type Complain, seldom } from './messaging/seldom.ts';
import type { Metrics } from './metrics/registry.ts';
import { Broker, forDiscovery } from './relay/broker.ts';
import { brokerConnection } from './relay/broker-settings.ts';
import type { Topology } from './topology/topology.ts';
import { ISSUER } from './trust/known-callers.ts';
import { type RemoteTokens, remoteTokens } from './trust/remote-tokens/remote-tokens.ts';
import { openTrust, type Trust } from './trust/trust.ts';

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
  /** How processes know each other: what this one is served with. */
  readonly trust: Trust;
  /** Makes the process known to others, once it listens at this address. */
  register(url: string): Promise<void>;
  /** Has others stop coming. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks for the other processes, and goes on without those that are away. */
export async function openLinks({ topology, config, following, draining, metrics, log }: LinksOptions): Promise<Links> {
  const { placement, urls, process: settings, tokens: checks } = config;
  const { name: self, modules } = placement.plan;
  const complain = seldom(log);
  const broker =
    topology.discovery.by === 'nats' && urls.broker !== undefined
      ? new Broker({ ...forDiscovery(brokerConnection(urls.broker, settings)), name: `tessera:${self}:discovery`, log, complain })
      : undefined;
  const where = { topology, self, url: urls.shared, broker, complain };
  const trust = await openTrust({ placement, settings, clock: systemClock, complain, metrics });
  const forwarding = openForwarding({
    discovery: openDiscovery(where),
    transport: trust.transport,
    serviceToken: trust.tokenFor('forward'),
    following,
    draining,
    metrics,
    complain,
  });
  const tokens = tokensElsewhere({ forwarder: forwarding.forwarder, trust, checks, complain });
  let registration: ReturnType<typeof openRegistration> | undefined;
  broker?.start();
  await forwarding.start();
  if (!modules.includes(ISSUER)) await watched(tokens, metrics).start();
  return {
    forward: forwarding.forward,
    deadLetters: deadLettersElsewhere(askModule(forwarding.forwarder), topology, self),
    tokens,
    trust,
    async register(url) {
      registration = openRegistration({ ...where, address: addressOf(url) });
      await registration.start();
    },
    leave: async () => registration?.stop(),
    async stop() {
      await tokens.stop();
      await forwarding.stop();
      await broker?.stop();
      trust.stop();
    },
  };
}

interface TokensElsewhere {
  readonly forwarder: Forwarder;
  readonly trust: Trust;
  readonly checks: Config['tokens'];
  readonly complain: Complain;
}

function tokensElsewhere({ forwarder, trust, checks, complain }: TokensElsewhere): RemoteTokens {
  return remoteTokens({
    fetchFromIdentity: askIdentity(forwarder, trust.tokenFor('tokens:read')),
    issuer: checks.TOKEN_ISSUER,
    audience: checks.TOKEN_AUDIENCE,
    clock: systemClock,
    complain,
  });
}

function watched(tokens: RemoteTokens, metrics: Metrics): RemoteTokens {
  metrics.gauge('tessera_revocations_age_seconds', 'How old the list is by which access tokens are believed', () =>
    Number.isFinite(tokens.ageSeconds) ? [{ value: tokens.ageSeconds }] : [],
  );
  return tokens;
}

/** `host:port`, the port also where it goes without saying. */
function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
