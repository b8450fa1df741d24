import type { CostPerOrder } from '../load/cost-per-order.ts';
import type { MeasuredLoad } from '../load/measure-load.ts';
import type { Findings, Picture, Row, Target } from '../report/findings.ts';
import type { Limit } from './limit.ts';
import type { OrdersTrial } from './orders-trial.ts';

/** The trial as tables, pictures and targets. */
export function findingsOf(trial: OrdersTrial): Findings {
  const { options, setting, open, closed, sustained, relaxed, limits, statements, broken } = trial;
  const loads = [...open.values(), ...closed.values(), sustained, relaxed];
  const wanted =
    options.journey === 'whole' ? 'a list of products, a product, a cart, a line in it, and the order' : 'the order alone';
  return {
    benchmark: options.journey === 'whole' ? 'orders' : 'orders-alone',
    question: `How many orders are settled, how long does each take and what does it cost? Guests ask for ${wanted}.`,
    setting: [
      ...setting,
      `one process with all modules; ${options.kinds} products to choose from; statements are counted by pg_stat_statements`,
      `closed loops and the limit ran for ${options.seconds} s each, open ones for ${options.seconds * 2} s, sustained ones for ${options.sustained} s`,
    ],
    tables: [
      { title: 'Orders settled, and from the request to the confirmation', rows: loads.map(speedOf) },
      { title: 'The limit: the same state by hand, one statement for each order (pgbench)', rows: limits.map(limitRowOf) },
      {
        title: 'What one order costs',
        rows: [...loads.map(({ name, cost }) => costRowOf(name, cost)), ...limits.map(({ cost }) => costRowOf('by hand', cost))],
      },
      { title: 'The statements that cost most, under the sustained load', rows: statements },
    ],
    pictures: picturesOf(trial),
    targets: targetsOf(trial),
    broken,
  };
}

function speedOf({ name, settledPerSecond, latency, report }: MeasuredLoad): Row {
  const failed = Object.values(report.failed).reduce((sum, count) => sum + count, 0);
  return {
    load: name,
    'settled orders/s': settledPerSecond.toFixed(1),
    'p50 (ms)': latency.p50,
    'p95 (ms)': latency.p95,
    'p99 (ms)': latency.p99,
    'confirmed within 10 s': report.answered.confirmed ?? 0,
    'pending after 10 s': report.answered.pending ?? 0,
    shed: report.shed,
    failed,
  };
}

function limitRowOf({ clients, ordersPerSecond, latencyMs }: Limit): Row {
  return { clients, 'orders/s': ordersPerSecond.toFixed(0), 'mean (ms)': latencyMs.toFixed(2) };
}

function costRowOf(load: string, cost: CostPerOrder): Row {
  return {
    load,
    'Node (CPU ms)': cost.nodeMs.toFixed(2),
    'Postgres (CPU ms)': cost.postgresMs.toFixed(2),
    'provider and carrier (CPU ms)': cost.sandboxesMs.toFixed(2),
    'load generator (CPU ms)': cost.generatorMs.toFixed(2),
    'SQL statements': cost.statements.toFixed(1),
    'WAL (KiB)': (cost.walBytes / 1_024).toFixed(1),
    'of it whole pages': cost.fullPageImages.toFixed(1),
    messages: cost.messages.toFixed(1),
  };
}

function picturesOf({ options, closed, limits }: OrdersTrial): readonly Picture[] {
  const atLimit = meanOf(limits);
  const name = options.journey === 'whole' ? 'orders' : 'orders-alone';
  return [
    {
      name: `${name}-settled`,
      title: 'Orders settled each second',
      kind: 'line',
      x: 'customers, each waiting for its order',
      y: 'orders/s',
      logarithmic: 'both',
      points: [...closed].flatMap(([x, { settledPerSecond: y }]) => [
        { x, y, series: 'Tessera' },
        { x, y: atLimit, series: 'by hand' },
      ]),
    },
    {
      name: `${name}-latency`,
      title: 'From the request for an order to its confirmation',
      kind: 'line',
      x: 'customers, each waiting for its order',
      y: 'ms',
      logarithmic: 'both',
      points: [...closed].flatMap(([x, { latency }]) =>
        Object.entries(latency).map(([series, y]) => ({ x, y: Number(y), series })),
      ),
    },
  ];
}

function targetsOf({ options, open, sustained, relaxed, limits }: OrdersTrial): readonly Target[] {
  const alone = open.get(10);
  const share = sustained.settledPerSecond / meanOf(limits);
  return [
    {
      what: `settled orders/s, sustained for ${options.sustained} s`,
      wanted: '>= 400',
      found: sustained.settledPerSecond.toFixed(0),
      met: sustained.settledPerSecond >= 400,
    },
    {
      what: 'p99 at 70 % of that',
      wanted: '< 1,000 ms',
      found: `${relaxed.latency.p99} ms at ${relaxed.settledPerSecond.toFixed(0)}/s`,
      met: relaxed.latency.p99 < 1_000,
    },
    ...(alone === undefined
      ? []
      : [
          { what: 'p50 at 10 orders/s', wanted: '< 25 ms', found: `${alone.latency.p50} ms`, met: alone.latency.p50 < 25 },
          { what: 'p99 at 10 orders/s', wanted: '< 100 ms', found: `${alone.latency.p99} ms`, met: alone.latency.p99 < 100 },
        ]),
    { what: 'of what is written by hand', wanted: '>= 10 %', found: `${(share * 100).toFixed(1)} %`, met: share >= 0.1 },
  ];
}

function meanOf(limits: readonly Limit[]): number {
  return limits.reduce((sum, { ordersPerSecond }) => sum + ordersPerSecond, 0) / limits.length;
}
