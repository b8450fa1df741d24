import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { ShopDatabases } from '../../test/faults/harness/shop-databases.ts';
import { quantile } from '../report/quantile.ts';
import { brokenPromises, type Judged } from './broken-promises.ts';
import { type Goods, type LoadOrder, type LoadReport, runLoad } from './load-order.ts';
import { type EndedOrder, orderOnce } from './open-shop.ts';
import { confirmedPerSecond, untilSettled } from './settled-orders.ts';

export interface TrialOptions {
  /** Where the shop is served. */
  readonly url: string;
  /** What it has on sale. */
  readonly goods: readonly Goods[];
  readonly shop: Judged;
  /** How many customers at a time, each waiting for its order, are tried to find what the shop can take. */
  readonly customers: readonly number[];
  /** How many times as much is asked for, one after the other. */
  readonly factors: readonly number[];
  /** How long each is tried. An overload lasts twice as long: it takes a while until queues are as long as they get. */
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** One overload, and what the shop made of it. */
export interface Phase {
  readonly factor: number;
  readonly offeredPerSecond: number;
  /** Orders confirmed in each second: what counts, whatever was accepted. */
  readonly confirmedPerSecond: number;
  readonly report: LoadReport;
  /** The slowest answer of `/health` meanwhile. */
  readonly healthMs: number;
  /** From the end of the load until an order takes no more than twice as long as it did at the peak. */
  readonly recoveredMs: number;
}

export interface Trial {
  /** What the shop can take: the mean of before and after, because the speed of a machine drifts. */
  readonly peakPerSecond: number;
  readonly phases: readonly Phase[];
  /** What must not be: empty where the invariants hold. */
  readonly broken: readonly string[];
}

const WARM_UP_SECONDS = 4;
/** Of the time of an overload, in which its queues fill; nothing is counted then. */
const FILLING = 1 / 3;

/** Finds what an open shop can take, asks for many times as much, and looks whether what it does stays as much. */
export async function overloadTrial({ url, goods, shop, customers, factors, seconds, say }: TrialOptions): Promise<Trial> {
  const { databases } = shop;
  const usual = { url, goods, journey: 'order', seconds, wait: true } as const;
  const atPeak = async (connections: number) => {
    const { perSecond, report } = await confirmedDuring(databases, { ...usual, connections });
    say(`${connections} customers, each waiting for its order: ${perSecond.toFixed(0)} orders/s`);
    return { connections, perSecond, usualMs: quantile(report.acceptedMs, 0.5) };
  };
  await runLoad({ ...usual, seconds: WARM_UP_SECONDS, connections: 16 });
  let before = { connections: 0, perSecond: 0, usualMs: 0 };
  for (const connections of customers) {
    const peak = await atPeak(connections);
    if (peak.perSecond > before.perSecond) before = peak;
  }
  if (before.perSecond === 0) throw new Error('no order was confirmed at all, so there is no peak to compare with');
  const phases: Phase[] = [];
  for (const factor of factors) {
    const load = { ...usual, seconds: seconds * 2, connections: 512, perSecond: before.perSecond * factor, wait: false };
    const health = watchHealth(url);
    const { perSecond, report } = await confirmedDuring(databases, load, FILLING);
    const healthMs = await health.stop();
    const recoveredMs = await recovery(() => orderOnce(url, goods[0]?.sku ?? ''), 2 * before.usualMs);
    say(`${factor} times as many: ${perSecond.toFixed(0)} orders/s`);
    const offeredPerSecond = report.offered / load.seconds;
    phases.push({ factor, offeredPerSecond, confirmedPerSecond: perSecond, report, healthMs, recoveredMs });
  }
  const after = await atPeak(before.connections);
  await untilSettled(databases);
  return { peakPerSecond: (before.perSecond + after.perSecond) / 2, phases, broken: await brokenPromises(shop) };
}

/** Runs a load; `perSecond` are the orders confirmed while it lasted, its beginning left out. */
async function confirmedDuring(databases: ShopDatabases, order: LoadOrder, leftOut = 0) {
  const report = await runLoad(order);
  const from = report.from + (report.to - report.from) * leftOut;
  return { report, perSecond: await confirmedPerSecond(databases, from, report.to) };
}

function watchHealth(url: string): { stop(): Promise<number> } {
  let slowest = 0;
  let over = false;
  const watching = (async () => {
    while (!over) {
      const started = performance.now();
      const { ok } = await fetch(`${url}/health`);
      slowest = Math.max(slowest, ok ? performance.now() - started : Number.POSITIVE_INFINITY);
      await new Promise((next) => setTimeout(next, 100));
    }
  })();
  return {
    async stop() {
      over = true;
      await watching;
      return Math.round(slowest);
    },
  };
}

async function recovery(order: () => Promise<EndedOrder>, withinMs: number): Promise<number> {
  const started = performance.now();
  const isUsual = async () => {
    const asked = performance.now();
    return (await order()).status === 'confirmed' && performance.now() - asked < withinMs;
  };
  await eventually(isUsual, { is: true, withinMs: 60_000 });
  return Math.round(performance.now() - started);
}
