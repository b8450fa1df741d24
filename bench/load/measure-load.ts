import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { type Latency, latencyOf } from '../report/quantile.ts';
import { consumedBy } from './consumption.ts';
import { type CostPerOrder, costPerOrder } from './cost-per-order.ts';
import { type LoadOrder, type LoadReport, runLoad } from './load-order.ts';
import { confirmedPerSecond, countConfirmed, untilSettled } from './settled-orders.ts';

/** What came of one load. */
export interface MeasuredLoad {
  readonly name: string;
  readonly report: LoadReport;
  /** Confirmed while customers came, each second. */
  readonly settledPerSecond: number;
  /** From the request for an order to the answer that it is confirmed. */
  readonly latency: Latency;
  readonly cost: CostPerOrder;
  readonly broken: readonly string[];
}

export interface Load extends Omit<LoadOrder, 'url' | 'wait'> {
  readonly name: string;
  /** Called when nobody comes any more, before the shop is left to come to rest. */
  readonly ended?: () => Promise<void>;
}

/** Puts a load on a shop that is at rest, and waits until it is at rest again. */
export async function measureLoad(run: TopologyRun, { name, ended, ...load }: Load): Promise<MeasuredLoad> {
  const { databases, running } = run;
  const before = await countConfirmed(databases);
  const { result: report, consumed } = await consumedBy(run, async () => {
    const report = await runLoad({ ...load, url: running.url, wait: true });
    await ended?.();
    await untilSettled(databases);
    return report;
  });
  const orders = (await countConfirmed(databases)) - before;
  const settledPerSecond = await confirmedPerSecond(databases, report.from, report.to);
  const cost = costPerOrder({ consumed, orders, generatorSeconds: report.processorSeconds });
  const broken = Object.entries(report.failed).map(([how, count]) => `${name}: ${count} times ${how}`);
  return { name, report, settledPerSecond, latency: latencyOf(report.acceptedMs), cost, broken };
}
