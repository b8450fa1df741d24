import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import type { BrokenBuildName } from './broken-builds.ts';
import { emailOf } from './customer.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { History } from './history.ts';
import { judge, type Verdict } from './invariants.ts';
import { adjustment, offer, signIn } from './market.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { RunningProcess } from './processes.ts';
import { untilQuiet } from './quiescence.ts';
import { type Reply, ShopCalls } from './shop-calls.ts';
import { ADMIN, startCarrier, startProvider, startShopProcess } from './shop-processes.ts';

/** A short run of one build, in which the very thing is done that would show what it does wrong. */
export interface DrillSpec {
  readonly databaseUrl: string;
  readonly brokenBuild?: BrokenBuildName;
  /** As `TESSERA_FAILPOINTS` says it; of the first process only. */
  readonly failpoints?: string;
  readonly processes?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** How long it may take to come to rest before it is judged as it is. */
  readonly restWithinMs?: number;
  run(scene: DrillScene): Promise<void>;
}

export interface DrillScene {
  readonly postgres: Pick<PostgresServer, 'asOwner'>;
  /** Orders as a guest. Different keys are different orders. */
  order(key: string, options?: { readonly sku?: string; readonly token?: string }): Promise<Reply>;
  cancel(order: Reply): Promise<Reply>;
  read(path: string): Promise<Reply>;
  /** Waits until everything has been handled. */
  rest(): Promise<void>;
}

const BREAKER = join(import.meta.dirname, 'break-build.ts');

/** Runs it, and judges what it left behind. */
export async function drill(spec: DrillSpec): Promise<readonly Verdict[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-drill-'));
  await chmod(directory, 0o755);
  const postgres = { asOwner: (work) => onServer(spec.databaseUrl, work), log: async () => '' } satisfies Pick<
    PostgresServer,
    'asOwner' | 'log'
  >;
  const started: RunningProcess[] = [];
  try {
    const [provider, carrier] = await Promise.all([startProvider(directory), startCarrier(directory)]);
    started.push(provider, carrier);
    const shops = await startShops(spec, { directory, providerUrl: provider.url, carrierUrl: carrier.url });
    started.push(...shops);
    const history = new History(join(directory, 'history.jsonl'));
    const calls = new ShopCalls(history, () => shops[0]?.url ?? '');
    await spec.run(await sceneOf(calls, postgres));
    const quiet = await untilQuiet(postgres, spec.restWithinMs ?? 20_000);
    await Promise.all(shops.map((shop) => shop.stop(5_000)));
    const gathered = await gatherEvidence({ postgres, provider, carrier, directory, restedAt: quiet.at });
    return judge({ ...gathered, calls: history.calls, quietAfterMs: quiet.afterMs, unrest: quiet.unrest, unready: [] });
  } finally {
    await Promise.all(started.map((process) => process.kill()));
    await rm(directory, { recursive: true, force: true });
  }
}

interface Places {
  readonly directory: string;
  readonly providerUrl: string;
  readonly carrierUrl: string;
}

function startShops({ databaseUrl, brokenBuild, failpoints = '', processes = 1, environment }: DrillSpec, places: Places) {
  const start = (number: number) =>
    startShopProcess({
      ...places,
      databaseUrl,
      name: `shop-${number}`,
      imports: brokenBuild === undefined ? [] : [BREAKER],
      environment: {
        TESSERA_POLL_MS: '200',
        TESSERA_MONITOR_SECONDS: '1',
        TESSERA_ALLOW_FAILPOINTS: 'yes',
        TESSERA_FAILPOINTS: number === 0 ? failpoints : '',
        ...(brokenBuild === undefined ? {} : { CHAOS_BROKEN_BUILD: brokenBuild }),
        ...environment,
      },
    });
  return Promise.all(Array.from({ length: processes }, (_, number) => start(number)));
}

async function sceneOf(calls: ShopCalls, postgres: Pick<PostgresServer, 'asOwner'>): Promise<DrillScene> {
  const staff = await signIn(calls, ADMIN);
  for (const [sku, pieces] of [
    ['TEA-1', 100],
    ['RARE-1', 2],
  ] as const) {
    await calls.call({ ...offer(sku, 1_000), headers: staff });
    await calls.call(adjustment(sku, pieces, crypto.randomUUID(), staff));
  }
  return {
    postgres,
    order: (key, { sku = 'TEA-1', token = 'tok_ok' } = {}) =>
      calls.call({
        action: 'place-order',
        method: 'POST',
        path: '/v1/orders',
        key,
        body: orderBody({ key, sku, token }),
        headers: { prefer: 'wait=10' },
      }),
    cancel: ({ orderId = '', accessKey = '' }) =>
      calls.call({
        ...{ action: 'cancel-order', method: 'POST', path: `/v1/orders/${orderId}/cancel`, key: crypto.randomUUID() },
        ...{ headers: { 'x-access-key': accessKey, prefer: 'wait=10' }, about: { orderId } },
      }),
    read: (path) => calls.call({ action: 'read', method: 'GET', path, key: 'read' }),
    rest: async () => void (await untilQuiet(postgres, 20_000)),
  };
}

function orderBody({ key, sku, token }: { key: string; sku: string; token: string }) {
  return {
    lines: [{ sku, quantity: 1 }],
    customer: { email: emailOf(key), name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'Berlin', postalCode: '10115', country: 'DE' },
    payment: { token },
  };
}
