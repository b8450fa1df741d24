import type { Hono } from 'hono';
import type { Log } from '#shared-kernel/log.ts';
import type { AppModule } from '#shared-kernel/module.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import { openBus } from './bus.ts';
import type { Config } from './config.ts';
import { type DescribedModule, describeModules } from './describe-modules.ts';
import type { HostedModule } from './host-modules.ts';
import { deadLetterRoutes } from './http/admin/dead-letter-routes.ts';
import type { Admission } from './http/admission/admission.ts';
import { type Administration, createApp } from './http/create-app.ts';
import type { HttpEnv } from './http/http-env.ts';
import type { Links, LinksOptions } from './links.ts';
import { Metrics } from './metrics/registry.ts';
import { trafficMetrics } from './metrics/shop-metrics.ts';
import { openPlatform, type Platform } from './platform.ts';
import type { Trust } from './trust/trust.ts';
import { version } from './version.ts';

export interface ShopOptions {
  /** All that the code has; those at work here are named by the configuration's placement. */
  readonly modules: readonly AppModule[];
  /** The database of the modules at work here. Undefined for a gateway without modules. */
  readonly url: string | undefined;
  readonly config: Config;
  readonly log: Log;
  /** Instead of the verifier that identity offers: for tests. */
  readonly tokens?: TokenVerifier;
}

/** What one process of the shop does, at work: its modules on one migrated database, and the application in front of them. */
export interface Shop {
  readonly app: Hono<HttpEnv>;
  readonly hosted: readonly HostedModule[];
  /** Who serves the app asks it which requests to let through. */
  readonly admission: Admission;
  /** The origins whose pages may call. */
  readonly origins: readonly string[];
  /** How other processes are known, where there are any: the app is served with it. */
  readonly trust: Trust | undefined;
  /** Told once the app is served: makes it known where. */
  served(url: string): Promise<void>;
  /** Has other processes pass no more requests on to this one. */
  leave(): Promise<void>;
  /** Makes readiness false, ends event streams and claims no more messages; requests are still served. */
  drain(): void;
  /** Lets handlers under way finish until the deadline, gives back what they did not, and closes everything. */
  stop(deadlineMs: number): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** Starts the process on a database that is up to date. Whoever calls it serves `app`, and stops what it gets. */
export async function startShop({ modules, url, config, log, tokens }: ShopOptions): Promise<Shop> {
  const { plan, topology } = config.placement;
  const [here, elsewhere] = divide(modules, plan.modules);
  const metrics = new Metrics();
  const { observe, count } = trafficMetrics(metrics);
  const bus = url === undefined ? undefined : await openBus({ modules: here, elsewhere, url, config, log, count, metrics });
  const hosted = bus?.hosted ?? [];
  const draining = new AbortController();
  const platform = await openPlatform({ bus, elsewhere, config, log, metrics });
  const following = platform.admission.following;
  const links = topology && (await linksTo({ topology, config, following, draining: draining.signal, metrics, log }));
  const app = createApp({
    modules: hosted,
    ...(links && plan.gateway ? { elsewhere: { modules: elsewhere, forward: links.forward } } : {}),
    tokens: platform.gateway.operations.verifier(tokens ?? verifierAmong(hosted) ?? verifierOf(links)),
    gateway: platform.gateway,
    log,
    checkReplies: checksAnswers(config.process),
    draining: draining.signal,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    mindsDeadlines: !plan.gateway,
    version,
    following,
    observe,
    administration: administrationOf(platform, plan.gateway ? links : undefined),
    ready: platform.ready,
  });
  return {
    app,
    hosted,
    admission: platform.admission,
    origins: platform.gateway.origins,
    trust: links?.trust,
    served: async (address) => {
      for (const { runtime } of hosted) runtime.served?.(address);
      await links?.register(address);
    },
    leave: async () => links?.leave(),
    drain: () => {
      draining.abort();
      bus?.drain();
    },
    stop: async (deadlineMs) => {
      for (const part of [links, platform, bus]) await part?.stop(deadlineMs);
    },
  };
}

/** A process that is alone does without all that talks to others. */
async function linksTo(options: LinksOptions): Promise<Links> {
  const { openLinks } = await import('./links.ts');
  return openLinks(options);
}

function divide(
  modules: readonly AppModule[],
  names: readonly string[],
): readonly [readonly AppModule[], readonly DescribedModule[]] {
  const isHere = ({ name }: AppModule) => names.includes(name);
  return [modules.filter(isHere), describeModules(modules.filter((module) => !isHere(module)))];
}

/** A gateway shows admins the whole shop, any other process what is its own. */
function administrationOf({ administration, deadLetters: own }: Platform, links: Links | undefined): Administration {
  const { readers, redrives } = links?.deadLetters ?? { readers: [], redrives: [] };
  const places = { readers: [...own.readers, ...readers], redrives: [...own.redrives, ...redrives] };
  return { ...administration, routes: [...administration.routes, ...deadLetterRoutes(places)] };
}

/** An answer that is wrong helps a customer more than none: production looks only where it is told to. */
function checksAnswers({ NODE_ENV, TESSERA_CHECK_ANSWERS: asked }: Config['process']): boolean {
  return asked === undefined ? NODE_ENV !== 'production' : asked === 'on';
}

function verifierAmong(hosted: readonly HostedModule[]): TokenVerifier | undefined {
  return hosted.find(({ runtime }) => runtime.tokens)?.runtime.tokens;
}

function verifierOf(links: Links | undefined): TokenVerifier {
  if (!links) throw new Error('no module issues access tokens, so nobody could sign in');
  return links.tokens;
}
