import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { startBenchShop } from '../load/bench-shop.ts';
import { brokenPromises } from '../load/broken-promises.ts';
import { type Goods, runLoad } from '../load/load-order.ts';
import { openShop, PRICE_MINOR } from '../load/open-shop.ts';
import { untilSettled } from '../load/settled-orders.ts';
import { settingOf } from '../report/setting.ts';
import { assertRoomFor, growShop } from './grow-shop.ts';
import { letNoneWait, letWait } from './let-wait.ts';
import { type MeasuredSize, measureSize } from './measure-size.ts';

export interface GrowthOptions {
  readonly orders: readonly number[];
  readonly messages: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly customers: number;
  readonly say: (line: string) => void;
}

/** What was found of a shop of some size, and of the empty one in turns with it. */
export interface Level {
  readonly name: string;
  readonly grown: readonly MeasuredSize[];
  readonly empty: readonly MeasuredSize[];
  /** Of messages that were due already, how many were handled each second besides. */
  readonly handledPerSecond?: number;
}

export interface GrowthTrial {
  readonly options: GrowthOptions;
  readonly setting: readonly string[];
  readonly levels: readonly Level[];
  readonly broken: readonly string[];
}

interface OpenShop {
  readonly run: TopologyRun;
  readonly goods: readonly Goods[];
}

const KINDS = 100;
const WARM_UP = { seconds: 8, connections: 16, journey: 'order', wait: true } as const;

/** Has one shop grow while another stays as it is, and measures them in turns. */
export async function growthTrial(options: GrowthOptions): Promise<GrowthTrial> {
  await assertRoomFor(Math.max(...options.orders));
  const runs: TopologyRun[] = [];
  try {
    for (const _ of ['empty', 'grown']) runs.push(await startBenchShop());
    const [empty, grown] = await Promise.all(runs.map(open));
    if (!empty || !grown) throw new Error('two shops were to be started');
    return await compare(empty, grown, options);
  } finally {
    for (const run of runs) await run.stop();
  }
}

async function open(run: TopologyRun): Promise<OpenShop> {
  const goods = await openShop(run.running.url, { kinds: KINDS });
  await runLoad({ ...WARM_UP, url: run.running.url, goods });
  await untilSettled(run.databases);
  return { run, goods };
}

async function compare(empty: OpenShop, grown: OpenShop, options: GrowthOptions): Promise<GrowthTrial> {
  const shops = { empty, grown };
  const levels = [await inTurns('nothing', shops, options)];
  let past = 0;
  for (const count of options.orders) {
    await growShop(grown.run, { from: past, to: count, say: options.say });
    past = count;
    levels.push(await inTurns(`${count.toLocaleString('en')} past orders`, shops, options));
  }
  if (options.messages > 0) levels.push(await withTimers(shops, options), await withBacklog(shops, options));
  const judged = {
    empty: await brokenPromises(empty.run),
    grown: await brokenPromises({ ...grown.run, past: { orders: past, amountMinor: past * PRICE_MINOR } }),
  };
  const broken = Object.entries(judged).flatMap(([name, wrong]) => wrong.map((what) => `${name}: ${what}`));
  const failed = levels.flatMap((level) => [...level.empty, ...level.grown].flatMap((size) => size.broken));
  return { options, setting: await grown.run.databases.of('orders').asOwner(settingOf), levels, broken: [...failed, ...broken] };
}

/** Messages wait for their time in a queue that each order uses: it is how a saga looks whether an answer is overdue. */
async function withTimers(shops: Shops, options: GrowthOptions): Promise<Level> {
  const { messages } = options;
  await letWait(shops.grown.run, { queue: 'orders.check-saga', messages, forHours: 24 });
  const level = await inTurns(`and ${messages.toLocaleString('en')} timers of sagas`, shops, options);
  await letNoneWait(shops.grown.run);
  return level;
}

/** Messages are due in a queue that no order waits for, as where a module was away for long; it is worked off meanwhile. */
async function withBacklog(shops: Shops, options: GrowthOptions): Promise<Level> {
  const { messages } = options;
  let [handled, tookMs, begunAt] = [0, 0, 0];
  const begin = async () => {
    await letWait(shops.grown.run, { queue: 'storefront.keep-order-on-order-changed', messages });
    begunAt = performance.now();
  };
  const end = async () => {
    tookMs += performance.now() - begunAt;
    handled += await letNoneWait(shops.grown.run);
  };
  const level = await inTurns(`and ${messages.toLocaleString('en')} messages that are due`, shops, options, { begin, end });
  return { ...level, handledPerSecond: (handled * 1_000) / tookMs };
}

interface Shops {
  readonly empty: OpenShop;
  readonly grown: OpenShop;
}

interface Around {
  readonly begin?: () => Promise<void>;
  readonly end?: () => Promise<void>;
}

/** `around` is done around each load on the grown shop. */
async function inTurns(name: string, { empty, grown }: Shops, options: GrowthOptions, around: Around = {}): Promise<Level> {
  const { seconds, customers, rounds, say } = options;
  const measure = async (which: string, { run, goods }: OpenShop, ended?: () => Promise<void>) => {
    const size = await measureSize(run, `${which}, ${name}`, { seconds, customers, goods, ...(ended ? { ended } : {}) });
    say(`${size.name}: ${size.settledPerSecond.toFixed(1)} orders/s, a claim ${size.claims.meanMs.toFixed(3)} ms`);
    return size;
  };
  const level = { name, empty: Array.of<MeasuredSize>(), grown: Array.of<MeasuredSize>() };
  for (let round = 0; round < rounds; round += 1) {
    level.empty.push(await measure('empty', empty));
    await around.begin?.();
    level.grown.push(await measure('grown', grown, around.end));
  }
  return level;
}
