import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { openShop } from '../load/open-shop.ts';
import { untilSettled } from '../load/settled-orders.ts';
import { type Latency, latencyOf } from '../report/quantile.ts';
import { type Buyer, runCrowd } from './crowd-order.ts';
import { rankCorrelation, shareOfInversions } from './fairness.ts';

export interface CrowdRoundOptions {
  readonly name: string;
  /** Of SKUs that nobody has sold before. */
  readonly prefix: string;
  readonly kinds: number;
  /** How many pieces there are of all kinds together. */
  readonly pieces: number;
  readonly buyers: number;
  readonly withinMs: number;
}

/** What came of one crowd. */
export interface CrowdRound {
  readonly name: string;
  /** Orders that came to their end, one way or the other, each second: from the first request until the last answer. */
  readonly settledPerSecond: number;
  readonly confirmed: number;
  readonly cancelled: number;
  /** How often somebody was told to come again. */
  readonly sentAway: number;
  /** From the first request of a buyer to the end of the order. */
  readonly waited: Latency;
  /** Of buyers who came, by whether they got something; see `shareOfInversions`. */
  readonly passedOver: number;
  /** Between the order in which those who got something came, and in which they were answered. */
  readonly cameToAnswered: number;
  /** The same, of the order in which their orders were accepted. */
  readonly acceptedToAnswered: number;
  readonly broken: readonly string[];
}

/** Puts something on sale, lets a crowd come for it, and waits until the shop is at rest. */
export async function crowdRound(run: TopologyRun, options: CrowdRoundOptions): Promise<CrowdRound> {
  const { name, prefix, kinds, pieces, buyers, withinMs } = options;
  const { url } = run.running;
  // The shop is tried with one piece of the last kind before it counts as open.
  const goods = await openShop(url, { prefix, kinds, pieces: pieces / kinds + 1 });
  const left = pieces + kinds - 1;
  const crowd = await runCrowd({ url, skus: goods.map(({ sku }) => sku), buyers, withinMs });
  await untilSettled(run.databases);
  const confirmed = crowd.filter(isServed);
  const cancelled = crowd.filter(({ outcome }) => outcome === 'cancelled');
  const expected = Math.min(buyers, left);
  const broken = [
    ...crowd.filter(({ outcome }) => !/^(confirmed|cancelled)$/.test(outcome)).map(({ outcome }) => `${name}: ${outcome}`),
    ...(confirmed.length === expected ? [] : [`${name}: ${confirmed.length} of ${buyers} got one of ${left} pieces`]),
  ];
  const numbers = confirmed.map(({ number = '', answeredMs }) => [Number(number.replaceAll(/\D/g, '')), answeredMs] as const);
  return {
    name,
    settledPerSecond: (crowd.length * 1_000) / Math.max(...crowd.map(({ answeredMs }) => answeredMs)),
    confirmed: confirmed.length,
    cancelled: cancelled.length,
    sentAway: crowd.reduce((sum, { sentAway }) => sum + sentAway, 0),
    waited: latencyOf(crowd.map(({ cameMs, answeredMs }) => answeredMs - cameMs)),
    passedOver: shareOfInversions(crowd.toSorted((a, b) => a.cameMs - b.cameMs).map(isServed)),
    cameToAnswered: rankCorrelation(confirmed.map(({ cameMs, answeredMs }) => [cameMs, answeredMs])),
    acceptedToAnswered: rankCorrelation(numbers),
    broken,
  };
}

function isServed({ outcome }: Buyer): boolean {
  return outcome === 'confirmed';
}
