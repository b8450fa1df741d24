import type { Clock } from '#shared-kernel/clock.ts';
import type { Complain } from '../../messaging/seldom.ts';
import type { Metrics } from '../../metrics/registry.ts';
import { StartError } from '../../start-failure.ts';
import { clientFinder, type FindClient } from './client-address.ts';
import { type GatewaySettings, originsIn } from './gateway-settings.ts';
import { type Operations, operations } from './operations.ts';
import { inMemory, inPostgres } from './rate-limit-stores.ts';
import { type Quota, type Quotas, rateLimits, type TakeShare } from './rate-limits.ts';

/** What stands in front of every route, as the environment wants it. */
export interface Gateway {
  readonly clientOf: FindClient;
  /** Undefined where nothing is counted. */
  readonly takeShare: TakeShare | undefined;
  /** The origins whose pages may call; `*` is all. */
  readonly origins: readonly string[];
  /** 0 where nothing is said about TLS. */
  readonly hstsSeconds: number;
  readonly compresses: boolean;
  readonly operations: Operations;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  readonly settings: GatewaySettings;
  readonly development: boolean;
  /** The database, for limits that several processes share. */
  readonly url: string | undefined;
  /** The same for all of them. */
  readonly clock: Clock;
  readonly complain: Complain;
  readonly metrics: Metrics;
}

/** Puts the gateway together. No connection is opened before the first request. */
export function openGateway({ settings, development, url, clock, complain, metrics }: GatewayOptions): Gateway {
  const { TESSERA_RATE_LIMITS: counted = development ? 'off' : 'memory' } = settings;
  const store = counted === 'postgres' ? inPostgres(sharedBy(url), clock) : undefined;
  const limits = { quotas: quotasOf(settings), shared: store?.counter ?? inMemory, own: inMemory, complain, metrics };
  return {
    clientOf: clientFinder(settings.TESSERA_TRUSTED_PROXIES),
    takeShare: counted === 'off' ? undefined : rateLimits(limits),
    origins: originsIn(settings.TESSERA_CORS_ORIGINS),
    hstsSeconds: settings.TESSERA_HSTS_SECONDS,
    compresses: settings.TESSERA_COMPRESSION === 'on',
    operations: operations(settings.TESSERA_OPERATIONS_TOKEN, development),
    stop: async () => store?.close(),
  };
}

function sharedBy(url: string | undefined): string {
  if (url !== undefined) return url;
  throw new StartError('TESSERA_RATE_LIMITS=postgres needs "gateway" among the modules of one database of the topology.');
}

function quotasOf(settings: GatewaySettings): Quotas {
  return {
    reads: quotaIn(settings.TESSERA_RATE_LIMIT_READS),
    writes: quotaIn(settings.TESSERA_RATE_LIMIT_WRITES),
    'sign-in': quotaIn(settings.TESSERA_RATE_LIMIT_SIGN_IN),
    checkout: quotaIn(settings.TESSERA_RATE_LIMIT_CHECKOUT),
  };
}

function quotaIn(setting: string): Quota {
  const [requests, seconds] = setting.split('/').map(Number);
  if (requests === undefined || seconds === undefined) throw new Error(`${setting} is no quota`);
  return { requests, seconds };
}
