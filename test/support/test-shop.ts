import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { beforeAll } from 'vitest';
import { z } from 'zod';
import { systemClock } from '#shared-kernel/clock.ts';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { AdminVerb, AppModule } from '#shared-kernel/module.ts';
import { createSignals } from '#shared-kernel/signals.ts';
import { type ClonedDatabase, clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { type RecordingEventBus, recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { readConfig } from '../../src/bootstrap/config.ts';
import { type HostedModule, hostModules } from '../../src/bootstrap/host-modules.ts';
import { Places } from '../../src/bootstrap/http/admission/places.ts';
import { createApp } from '../../src/bootstrap/http/create-app.ts';
import { openGateway } from '../../src/bootstrap/http/gateway/gateway.ts';
import type { HttpEnv } from '../../src/bootstrap/http/http-env.ts';
import { Metrics } from '../../src/bootstrap/metrics/registry.ts';
import { type Shop, type ShopOptions, startShop } from '../../src/bootstrap/shop.ts';
import { modulesOnDisk } from './modules-on-disk.ts';
import { tellPaymentKey } from './payment-key.ts';
import { type ShopClient, shopClient } from './shop-client.ts';
import type { ShopUnderTest } from './shop-under-test.ts';
import { testToken, testTokens } from './test-tokens.ts';
import { watchedAnswers } from './watched-answers.ts';

export interface TestShopOptions {
  /** `recording` (the default) delivers to nobody; `real` is the bus of production. */
  readonly bus?: 'recording' | 'real';
  /** As the environment would set them; the defaults fill in the rest. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: Log;
  /** The way that requests take to the shop, once it runs; without one, straight into its app. */
  readonly through?: TestShop['fetch'];
}

/** The whole application on a database of the test file's own. Usable within its hooks and tests. */
export interface TestShop extends ShopUnderTest {
  readonly app: Hono<HttpEnv>;
  readonly admin: ClonedDatabase['admin'];
  /** What the modules said, where the bus only records. */
  readonly said: RecordingEventBus;
  /** Under the module's own role. */
  databaseOf(module: string): Database;
  /** Runs a verb of the admin CLI. */
  verb(module: string, name: string, input?: object): Promise<unknown>;
  asUser(userId?: string, ...scopes: Scope[]): ShopClient;
}

/** Assembles these modules, or all there are, for the test file that calls it, and takes them apart at the end. */
export function testShop(modules?: readonly AppModule[], options: TestShopOptions = {}): TestShop {
  const { bus = 'recording', settings = {}, log = silentLog } = options;
  const said = recordingEventBus();
  let shop: RunningShop | undefined;
  const cloned = clonedDatabase(async () => shop?.stop(5_000));
  const running = () => {
    if (!shop) throw new Error('the test shop exists only within hooks and tests');
    return shop;
  };
  const tokens = testTokens(() => running().hosted.find(({ runtime }) => runtime.tokens)?.runtime.tokens);
  beforeAll(async () => {
    const wanted = modules ?? (await modulesOnDisk());
    const directory = mkdtempSync(join(tmpdir(), 'tessera-shop-'));
    const config = readConfig(wanted, {
      NODE_ENV: 'test',
      TESSERA_DATA_DIR: directory,
      TESSERA_MONITOR_SECONDS: '1',
      TESSERA_RATE_LIMITS: 'off',
      ...settings,
    });
    const start = { modules: wanted, url: cloned.url, config, log, tokens };
    shop = bus === 'real' ? await startShop(start) : await startRecording(start, said);
    if (bus === 'recording' && wanted.some(({ name }) => name === 'orders')) await tellPaymentKey(cloned.admin);
  }, 60_000);
  const fetch = watchedAnswers(options.through ?? ((path, init) => running().app.request(path, init)));
  const verb: TestShop['verb'] = (module, name, input = {}) =>
    verbAmong(running().hosted, module, name).run(input, () => undefined);
  const staffHeaders: TestShop['staffHeaders'] = (...scopes) => bearer({ kind: 'user', id: newId(), roles: ['staff'], scopes });
  return {
    get app() {
      return running().app;
    },
    admin: cloned.admin,
    said,
    fetch,
    databaseOf: (name) => databaseAmong(running().hosted, name),
    ownerOf: () => cloned.admin,
    verb,
    ledgerDifferences: async () => Reconciliation.parse(await verb('payments', 'reconcile')).differences,
    asGuest: (accessKey) => shopClient(fetch, accessKey === undefined ? {} : { 'x-access-key': accessKey }),
    asUser: (id = newId(), ...scopes) => shopClient(fetch, bearer({ kind: 'user', id, roles: ['customer'], scopes })),
    asStaff: (...scopes) => shopClient(fetch, staffHeaders(...scopes)),
    staffHeaders,
  };
}

const Reconciliation = z.looseObject({ differences: z.array(z.looseObject({ charge: z.string(), orderId: z.string() })) });

function verbAmong(hosted: Shop['hosted'], module: string, name: string): AdminVerb {
  const verbs = hosted.find((candidate) => candidate.name === module)?.runtime.adminVerbs ?? [];
  const verb = verbs.find((candidate) => candidate.name === name);
  if (!verb) throw new Error(`${module} has no verb ${name}`);
  return verb;
}

type RunningShop = Pick<Shop, 'app' | 'hosted' | 'stop'>;

/** As `startShop` does it, but for the bus. */
async function startRecording(
  { modules, url, config, log, tokens }: Required<ShopOptions> & { readonly url: string },
  said: RecordingEventBus,
): Promise<RunningShop> {
  const hosted = hostModules(modules, {
    url,
    settings: config.modules,
    busOf: () => said,
    signals: createSignals(),
    clock: systemClock,
    log,
    secondsBehind: () => 0,
    development: false,
    dataDirectory: config.process.TESSERA_DATA_DIR,
  });
  for (const { runtime } of hosted) await runtime.start?.();
  const gateway = openGateway({
    settings: config.process,
    development: false,
    url,
    clock: systemClock,
    complain: () => undefined,
    metrics: new Metrics(),
  });
  const app = createApp({
    modules: hosted,
    tokens: gateway.operations.verifier(tokens),
    gateway,
    log,
    checkReplies: true,
    draining: new AbortController().signal,
    requestTimeoutMs: 30_000,
    version: '0.0.0',
    ready: async () => ({ ok: true, checks: [] }),
    following: new Places(100),
    observe: () => undefined,
  });
  const stop = async () => {
    await gateway.stop();
    for (const { runtime, database } of hosted) {
      await runtime.stop?.();
      await database.close();
    }
  };
  return { app, hosted, stop };
}

function databaseAmong(hosted: readonly HostedModule[], name: string): Database {
  const found = hosted.find((each) => each.name === name);
  if (!found) throw new Error(`${name} is not in this shop`);
  return found.database;
}

function bearer(principal: Parameters<typeof testToken>[0]): Record<string, string> {
  return { authorization: `Bearer ${testToken(principal)}` };
}
