import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { brokenPromises } from '../load/broken-promises.ts';
import { judgedShop } from '../load/judged-shop.ts';
import { runLoad } from '../load/load-order.ts';
import { openShop } from '../load/open-shop.ts';
import { untilSettled } from '../load/settled-orders.ts';
import { settingOf } from '../report/setting.ts';
import { type CrowdRound, crowdRound } from './crowd-round.ts';

export interface HotSkuOptions {
  readonly buyers: number;
  /** Milliseconds until all have come. */
  readonly within: number;
  readonly pieces: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

export interface HotSkuTrial {
  readonly options: HotSkuOptions;
  readonly setting: readonly string[];
  readonly rounds: readonly CrowdRound[];
  readonly broken: readonly string[];
}

const MANY = 100;
const WARM_UP = { seconds: 8, connections: 16, journey: 'order', wait: true } as const;

/** Lets crowds come to a shop that nobody else uses, one after the other. */
export async function hotSkuTrial(run: TopologyRun, options: HotSkuOptions): Promise<HotSkuTrial> {
  const { buyers, within, pieces, say } = options;
  const { databases, running } = run;
  await runLoad({ ...WARM_UP, url: running.url, goods: await openShop(running.url, { kinds: MANY }) });
  await untilSettled(databases);
  const kinds = [
    { name: `${MANY} SKUs, enough of each`, prefix: 'SPREAD', kinds: MANY, pieces: buyers * 2 },
    { name: 'one SKU, enough of it', prefix: 'PLENTY', kinds: 1, pieces: buyers },
    { name: `one SKU, ${pieces} pieces`, prefix: 'SCARCE', kinds: 1, pieces },
  ];
  const rounds: CrowdRound[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { prefix, ...kind } of kinds) {
      const result = await crowdRound(run, { ...kind, prefix: `${prefix}-${round}`, buyers, withinMs: within });
      say(`${result.name}: ${result.settledPerSecond.toFixed(0)} orders/s, ${result.confirmed} confirmed`);
      rounds.push(result);
    }
  }
  const mayBeCancelled = rounds.reduce((sum, { cancelled }) => sum + cancelled, 0);
  const broken = [
    ...rounds.flatMap((round) => round.broken),
    ...(await brokenPromises({ ...run, mayBeCancelled })),
    ...(await judgedShop(run, say)),
  ];
  return { options, setting: await databases.of('orders').asOwner(settingOf), rounds, broken };
}
