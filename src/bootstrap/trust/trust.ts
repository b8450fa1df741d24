import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import type { Clock } from '#shared-kernel/clock.ts';
import type { ServiceToken, Transport } from '../forwarding/transport.ts';
import type { Complain } from '../messaging/seldom.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { Placement } from '../placement.ts';
import { StartError } from '../start-failure.ts';
import { processOf } from '../topology/plan.ts';
import type { Topology } from '../topology/topology.ts';
import { processName } from './certificates/process-name.ts';
import { RotatingCredentials } from './certificates/rotating-credentials.ts';
import type { TlsFiles } from './certificates/tls-credentials.ts';
import { callersOf, ISSUER } from './known-callers.ts';
import { loopbackDoor, plainToken } from './loopback-door.ts';
import { MutualTlsDoor } from './mutual-tls-door.ts';
import { mutualTlsServer } from './mutual-tls-server.ts';
import { mutualTlsTransport } from './mutual-tls-transport.ts';
import type { ServiceDoor } from './service-door.ts';
import type { ServiceScope } from './service-tokens.ts';
import type { TrustSettings } from './trust-settings.ts';

export interface TrustOptions {
  readonly placement: Pick<Placement, 'topology' | 'plan'>;
  readonly settings: TrustSettings;
  readonly clock: Clock;
  readonly complain: Complain;
  readonly metrics: Metrics;
}

/** How this process knows the others, and they know it. */
export interface Trust {
  /** To other processes; undefined where connections are plain. */
  readonly transport: Transport | undefined;
  /** Shows a module which process is calling, and what for. Undefined where nobody asks. */
  tokenFor(scope: ServiceScope): ServiceToken | undefined;
  /** In front of the server; undefined where everybody may come in. */
  readonly door: ServiceDoor | undefined;
  /** The server that others reach this process at. */
  createServer(limits: ServerOptions, listener: RequestListener): HttpServer | HttpsServer;
  stop(): void;
}

/** Rejects with a `StartError` where mutual TLS is wanted and the files for it are missing or cannot be used. */
export async function openTrust(options: TrustOptions): Promise<Trust> {
  const { topology } = options.placement;
  if (topology === undefined) return { ...plain, tokenFor: () => undefined, door: undefined };
  return topology.transport === 'plain' ? openPlain(topology, options) : openMutualTls(topology, options);
}

const plain = { transport: undefined, createServer: createHttpServer, stop: () => undefined };

function openPlain(topology: Topology, { placement: { plan } }: TrustOptions): Trust {
  const isAsked = plan.modules.includes(ISSUER);
  return {
    ...plain,
    tokenFor: (scope) => (scope === 'forward' ? undefined : () => plainToken(plan.name, scope)),
    door: isAsked ? loopbackDoor(callersOf(topology, plan.name, (process) => process)) : undefined,
  };
}

async function openMutualTls(topology: Topology, options: TrustOptions): Promise<Trust> {
  const { settings, clock, complain, metrics, placement } = options;
  const { name, gateway } = placement.plan;
  const nameOf = (process: string) => processName(settings.TESSERA_TLS_TRUST_DOMAIN, process);
  const credentials = await RotatingCredentials.open({ files: filesIn(settings), clock, complain });
  if (credentials.current.name !== nameOf(name)) {
    credentials.stop();
    throw new StartError(`TESSERA_TLS_CERT: the certificate names ${credentials.current.name}, and this is ${nameOf(name)}`);
  }
  metrics.gauge('tessera_tls_certificate_expires_seconds', 'How long the certificate of this process is good', () => [
    { value: credentials.secondsLeft },
  ]);
  const { transport, tokenFor } = mutualTlsTransport({ credentials, clock, nameOf });
  const audienceOf = (module: string) => nameOf(processOf(topology, module) ?? module);
  return {
    transport,
    tokenFor: (scope) => (module) => tokenFor(audienceOf(module), scope),
    door: gateway ? undefined : new MutualTlsDoor({ credentials, clock, callers: callersOf(topology, name, nameOf) }),
    createServer: (limits, listener) =>
      gateway ? createHttpServer(limits, listener) : mutualTlsServer({ credentials, limits, complain }, listener),
    stop: () => credentials.stop(),
  };
}

function filesIn({ TESSERA_TLS_CA: ca, TESSERA_TLS_CERT: cert, TESSERA_TLS_KEY: key }: TrustSettings): TlsFiles {
  if (ca !== undefined && cert !== undefined && key !== undefined) return { ca, cert, key };
  throw new StartError(
    'the topology wants mutual TLS: set TESSERA_TLS_CA, TESSERA_TLS_CERT and TESSERA_TLS_KEY; tessera certs dev makes such files',
  );
}
