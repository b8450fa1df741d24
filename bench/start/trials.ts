import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runLoad } from '../load/load-order.ts';
import { openShop } from '../load/open-shop.ts';
import { readAgainAndAgain } from '../reads/load-order.ts';
import { npmStart } from './npm-start.ts';
import type { Surroundings } from './operated-shop.ts';
import type { SpawnedShop } from './spawned-shop.ts';

/** How long starts took, in milliseconds. */
export interface StartTimes {
  readonly what: string;
  readonly ms: readonly number[];
}

/** What a shop held in memory, in MiB. */
export interface MemoryTrial {
  readonly shop: string;
  readonly ready: number;
  readonly idle: number;
  readonly peak: number;
  readonly orders: number;
  readonly reads: number;
}

export interface TrialOptions {
  readonly starts: number;
  /** Of each kind of load. */
  readonly seconds: number;
  readonly connections: number;
  readonly idleSeconds: number;
}

/** Starts on nothing, then again and again on what the first left behind. */
export async function startTrials({ directory }: Surroundings, { starts }: TrialOptions): Promise<readonly StartTimes[]> {
  const data = join(directory, 'data');
  const time = async (name: string, compileCache: string, times = 1): Promise<StartTimes> => {
    const ms: number[] = [];
    while (ms.length < times) {
      const shop = await npmStart({ data, compileCache, log: join(directory, 'start.log') });
      ms.push(shop.readyAfterMs);
      await shop.stop();
    }
    return { what: name, ms };
  };
  const warm = join(directory, 'compiled');
  return [
    await time('npm start, the first time: database made, migrated, filled', warm),
    await time('npm start', warm, starts),
    await time('npm start, nothing compiled yet', await mkdtemp(join(directory, 'compiled-'))),
  ];
}

/** Production on a database that is up to date, again and again. */
export async function productionStarts({ start }: Surroundings, { starts }: TrialOptions): Promise<StartTimes> {
  const ms: number[] = [];
  while (ms.length <= starts) {
    const shop = await start({ name: `start-${ms.length}` });
    ms.push(shop.readyAfterMs);
    await shop.stop();
  }
  // The first makes the keys and the admin.
  return { what: 'production', ms: ms.slice(1) };
}

/** Lets a shop rest, then has customers browse and order as fast as they are answered. */
export async function memoryTrial(name: string, shop: SpawnedShop, options: TrialOptions): Promise<MemoryTrial> {
  const { seconds, connections, idleSeconds } = options;
  const ready = await shop.memory();
  await pause(idleSeconds * 1_000);
  const idle = await shop.memory();
  const goods = await openShop(shop.url, { kinds: 20 });
  const targets = [
    { path: '/v1/products?limit=100', headers: {} },
    ...goods.map(({ slug }) => ({ path: `/v1/products/${slug}`, headers: {} })),
  ];
  const reads = await readAgainAndAgain({ url: shop.url, targets, seconds, connections });
  const orders = await runLoad({ url: shop.url, goods, journey: 'whole', seconds, connections, wait: true });
  const peak = await shop.memory();
  return {
    shop: name,
    ready: ready.residentMb,
    idle: idle.residentMb,
    peak: peak.peakMb,
    orders: orders.accepted / seconds,
    reads: reads.took.length / reads.seconds,
  };
}
