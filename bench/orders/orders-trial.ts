import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { brokenPromises } from '../load/broken-promises.ts';
import { dearestStatements, forgetStatements } from '../load/dearest-statements.ts';
import { judgedShop } from '../load/judged-shop.ts';
import { type LoadOrder, runLoad } from '../load/load-order.ts';
import { type MeasuredLoad, measureLoad } from '../load/measure-load.ts';
import { openShop } from '../load/open-shop.ts';
import { countConfirmed, untilSettled } from '../load/settled-orders.ts';
import type { Row } from '../report/findings.ts';
import { settingOf } from '../report/setting.ts';
import { type Limit, measureLimit, prepareLimit } from './limit.ts';

export interface OrdersTrialOptions {
  readonly journey: LoadOrder['journey'];
  readonly seconds: number;
  readonly sustained: number;
  readonly customers: readonly number[];
  readonly rates: readonly number[];
  readonly kinds: number;
  readonly say: (line: string) => void;
}

/** What was found out about the orders of a shop. */
export interface OrdersTrial {
  readonly options: OrdersTrialOptions;
  readonly setting: readonly string[];
  /** By the customers who come each second. */
  readonly open: ReadonlyMap<number, MeasuredLoad>;
  /** By the customers who come again and again. */
  readonly closed: ReadonlyMap<number, MeasuredLoad>;
  /** The best closed loop, for longer. */
  readonly sustained: MeasuredLoad;
  /** 70 % of what was sustained, in an open loop. */
  readonly relaxed: MeasuredLoad;
  /** Before and after, because the speed of a machine drifts. */
  readonly limits: readonly Limit[];
  /** Of the sustained load. */
  readonly statements: readonly Row[];
  readonly broken: readonly string[];
}

const WARM_UP_SECONDS = 15;
const LIMIT_CLIENTS = 16;
/** Who comes in an open loop can be connected at the same time as so many others. */
const CONNECTIONS = 256;

/** Measures a shop that nobody else uses. */
export async function ordersTrial(run: TopologyRun, options: OrdersTrialOptions): Promise<OrdersTrial> {
  const { journey, seconds, kinds, say } = options;
  const { databases } = run;
  const goods = await openShop(run.running.url, { kinds });
  await prepareLimit(run);
  const limit = () => measureLimit(run, { clients: LIMIT_CLIENTS, seconds, kinds });
  const load: Load = async (name, how) => {
    const measured = await measureLoad(run, { name, goods, journey, ...how });
    say(
      `${name}: ${measured.settledPerSecond.toFixed(1)} orders/s, p50 ${measured.latency.p50} ms, p99 ${measured.latency.p99} ms`,
    );
    return measured;
  };
  const before = await limit();
  say(`by hand: ${before.ordersPerSecond.toFixed(0)} orders/s`);
  await runLoad({ url: run.running.url, goods, journey, seconds: WARM_UP_SECONDS, connections: 16, wait: true });
  await untilSettled(databases);
  const open = new Map<number, MeasuredLoad>();
  for (const perSecond of options.rates) {
    open.set(perSecond, await load(`${perSecond}/s`, { perSecond, connections: CONNECTIONS, seconds: seconds * 2 }));
  }
  const closed = new Map<number, MeasuredLoad>();
  for (const connections of options.customers) {
    closed.set(connections, await load(`${connections} customers`, { connections, seconds }));
  }
  const kept = await keepUp(run, bestOf(closed), options.sustained, load);
  const limits = [before, await limit()];
  const all = [...open.values(), ...closed.values(), kept.sustained, kept.relaxed, ...limits];
  const broken = [...all.flatMap((each) => each.broken), ...(await brokenPromises(run)), ...(await judgedShop(run, say))];
  return { options, setting: await databases.of('orders').asOwner(settingOf), open, closed, ...kept, limits, broken };
}

type Load = (name: string, how: Pick<LoadOrder, 'connections' | 'seconds' | 'perSecond'>) => Promise<MeasuredLoad>;

async function keepUp({ databases }: TopologyRun, connections: number, seconds: number, load: Load) {
  await databases.of('orders').asOwner(forgetStatements);
  const before = await countConfirmed(databases);
  const sustained = await load(`${connections} customers, sustained`, { connections, seconds });
  const orders = (await countConfirmed(databases)) - before;
  const statements = await databases.of('orders').asOwner((session) => dearestStatements(session, orders));
  const perSecond = Math.round(sustained.settledPerSecond * 7) / 10;
  const relaxed = await load(`${perSecond}/s, 70 % of that`, { perSecond, connections: CONNECTIONS, seconds });
  return { sustained, relaxed, statements };
}

function bestOf(closed: ReadonlyMap<number, MeasuredLoad>): number {
  const [best] = [...closed].toSorted(([, a], [, b]) => b.settledPerSecond - a.settledPerSecond);
  if (best === undefined) throw new Error('no closed loop was tried');
  return best[0];
}
