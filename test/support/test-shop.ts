import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { beforeAll } from 'vitest';
import { systemClock } from '#shared-kernel/clock.ts';
import type { Database } from '#shared-kernel/database/database.ts';
import { PostgresDatabase } from '#shared-kernel/database/postgres-database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { AppModule, ModuleRuntime } from '#shared-kernel/module.ts';
import { createSignals } from '#shared-kernel/signals.ts';
import { type ClonedDatabase, clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { type RecordingEventBus, recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { createApp } from '../../src/bootstrap/http/create-app.ts';
import type { HttpEnv } from '../../src/bootstrap/http/http-env.ts';
import { Messaging } from '../../src/bootstrap/messaging/messaging.ts';
import { modulesOnDisk } from './modules-on-disk.ts';
import { type ShopClient, shopClient } from './shop-client.ts';
import { testToken, testTokens } from './test-tokens.ts';

export interface TestShopOptions {
  /** `recording` (the default) delivers to nobody; `real` is the bus of production. */
  readonly bus?: 'recording' | 'real';
  /** As the environment would set them; the modules' defaults fill in the rest. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: Log;
}

/** The whole application on a database of the test file's own. Usable within its hooks and tests. */
export interface TestShop {
  readonly app: Hono<HttpEnv>;
  readonly admin: ClonedDatabase['admin'];
  /** What the modules said, where the bus only records. */
  readonly said: RecordingEventBus;
  /** Aborting it is what a process does that begins to stop. */
  readonly draining: AbortController;
  readonly fetch: (path: string, init?: RequestInit) => Response | Promise<Response>;
  /** Under the module's own role. */
  databaseOf(module: string): Database;
  asGuest(accessKey?: string): ShopClient;
  asUser(userId?: string): ShopClient;
  asStaff(...scopes: Scope[]): ShopClient;
}

/** Assembles these modules, or all there are, for the test file that calls it, and takes them apart at the end. */
export function testShop(modules?: readonly AppModule[], options: TestShopOptions = {}): TestShop {
  const said = recordingEventBus();
  const draining = new AbortController();
  let shop: RunningShop | undefined;
  const cloned = clonedDatabase(async () => shop?.stop());
  beforeAll(async () => {
    shop = await start(modules ?? (await modulesOnDisk()), { ...options, url: cloned.url, said, draining: draining.signal });
  }, 60_000);
  const running = () => {
    if (!shop) throw new Error('the test shop exists only within hooks and tests');
    return shop;
  };
  const fetch: TestShop['fetch'] = (path, init) => running().app.request(path, init);
  const bearer = (userId: string, role: 'customer' | 'staff', scopes: Scope[]) =>
    shopClient(fetch, { authorization: `Bearer ${testToken({ userId, roles: [role], scopes })}` });
  return {
    get app() {
      return running().app;
    },
    admin: cloned.admin,
    said,
    draining,
    fetch,
    databaseOf: (module) => running().databaseOf(module),
    asGuest: (accessKey) => shopClient(fetch, accessKey === undefined ? {} : { 'x-access-key': accessKey }),
    asUser: (userId = newId()) => bearer(userId, 'customer', []),
    asStaff: (...scopes) => bearer(newId(), 'staff', scopes),
  };
}

interface RunningShop {
  readonly app: Hono<HttpEnv>;
  databaseOf(module: string): Database;
  stop(): Promise<void>;
}

interface StartOptions extends TestShopOptions {
  readonly url: string;
  readonly said: EventBus;
  readonly draining: AbortSignal;
}

async function start(modules: readonly AppModule[], options: StartOptions): Promise<RunningShop> {
  const { url, bus, said, draining, log = silentLog } = options;
  const messaging =
    bus === 'real' ? new Messaging({ url, clock: systemClock, log, pollMs: 1_000, monitorSeconds: 1 }) : undefined;
  const directory = mkdtempSync(join(tmpdir(), 'tessera-shop-'));
  const signals = createSignals();
  const hosted = modules.map((module) => {
    const { name, pool } = module;
    const database = openDatabase(url, name, pool);
    const platform = { database, events: messaging?.busOf(name) ?? said, signals, clock: systemClock, log, directory };
    const runtime = module.assemble({ ...platform, development: false }, options.settings ?? {});
    return { name, module, runtime, database };
  });
  await messaging?.open(hosted);
  for (const { runtime } of hosted) await runtime.start?.();
  await messaging?.deliver();
  const app = createApp({
    modules: hosted,
    tokens: testTokens(() => hosted.find(({ runtime }) => runtime.tokens)?.runtime.tokens),
    log,
    checkReplies: true,
    draining,
    requestTimeoutMs: 30_000,
    version: '0.0.0-test',
    ready: async () => ({ ok: true, checks: [] }),
  });
  const databaseOf = (name: string) => {
    const found = hosted.find((each) => each.name === name);
    if (!found) throw new Error(`${name} is not in this shop`);
    return found.database;
  };
  return { app, databaseOf, stop: () => stop(hosted, messaging) };
}

async function stop(
  hosted: readonly { readonly runtime: ModuleRuntime; readonly database: PostgresDatabase }[],
  messaging: Messaging | undefined,
): Promise<void> {
  await messaging?.stop(5_000);
  for (const { runtime, database } of hosted) {
    await runtime.stop?.();
    await database.close();
  }
}

function openDatabase(url: string, module: string, pool: AppModule['pool']): PostgresDatabase {
  return new PostgresDatabase({
    ...pool,
    url,
    applicationName: `test:${module}`,
    role: module,
    searchPath: module,
    acquireTimeoutMs: 10_000,
    maxWaiting: 1_000,
  });
}
