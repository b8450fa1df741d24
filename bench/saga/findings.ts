import type { Findings, Picture, Row, Table, Target } from '../report/findings.ts';
import { latencyOf, quantile } from '../report/quantile.ts';
import type { Crash, Heat } from './contest.ts';
import { brokenIn, type Facts } from './facts.ts';

/** Everything that one run measured. */
export interface Measurements {
  readonly heats: readonly Heat[];
  readonly crashes: readonly Crash[];
  readonly facts: ReadonlyMap<Heat['name'], Facts>;
}

/** Puts what was measured into tables, and holds it against what was wanted. */
export function findingsOf(measured: Measurements, setting: readonly string[]): Findings {
  const { facts } = measured;
  const contests = contestsOf(measured);
  return {
    benchmark: 'saga',
    question: 'How fast is an order seen through its seven steps, beside the same seven steps as a DBOS workflow?',
    setting,
    tables: [heatTable(contests), factsTable(measured), crashTable(measured)],
    pictures: [picture(contests)],
    targets: targetsOf(contests),
    broken: [...facts].flatMap(([name, found]) => brokenIn(found).map((what) => `${name}: ${what}`)),
  };
}

/** The heats of one contestant with so many customers. */
interface Contest {
  readonly name: Heat['name'];
  readonly customers: number;
  readonly heats: readonly Heat[];
  /** The median of its heats. */
  readonly perSecond: number;
  readonly milliseconds: readonly number[];
}

function contestsOf({ heats }: Measurements): readonly Contest[] {
  const groups = Map.groupBy(heats, ({ name, customers }) => `${customers} ${name}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const perSecond = median(group.map((each) => each.perSecond));
    const milliseconds = group.flatMap((each) => each.milliseconds);
    return [{ name: first.name, customers: first.customers, heats: group, perSecond, milliseconds }];
  });
}

function heatTable(contests: readonly Contest[]): Table {
  return {
    title: 'Orders over HTTP, each customer waiting for the end of its order: medians of all rounds, latencies in ms',
    rows: contests.map(({ name, customers, heats, perSecond, milliseconds }): Row => {
      const rates = heats.map((each) => each.perSecond);
      return {
        '': name,
        customers,
        'orders/s': round(perSecond),
        'slowest to fastest round': `${round(Math.min(...rates))}–${round(Math.max(...rates))}`,
        ...latencyOf(milliseconds),
        'Node ms each': round(median(heats.map(({ nodeMs }) => nodeMs))),
        'Postgres ms each': round(median(heats.map(({ postgresMs }) => postgresMs))),
      };
    }),
  };
}

function factsTable({ facts }: Measurements): Table {
  return {
    title: 'What each has written in the end',
    rows: [...facts].map(([name, { confirmed, other, held, ...each }]) => ({ '': name, 'confirmed orders': confirmed, ...each })),
  };
}

function crashTable({ crashes }: Measurements): Table {
  return {
    title: 'Killed (SIGKILL) while 16 customers ordered, and started again',
    rows: crashes.map(({ name, leftBehind, recoveredMs }) => ({
      '': name,
      'orders under way': leftBehind,
      'seconds from being ready until all of them were confirmed': round(recoveredMs / 1_000),
    })),
  };
}

function picture(contests: readonly Contest[]): Picture {
  return {
    name: 'saga',
    title: 'Orders confirmed per second, by customers at the same time',
    kind: 'line',
    x: 'customers',
    y: 'orders/s',
    logarithmic: 'x',
    points: contests.map(({ name, customers, perSecond }) => ({ x: customers, y: round(perSecond), series: name })),
  };
}

function targetsOf(contests: readonly Contest[]): readonly Target[] {
  const of = (wanted: Heat['name']) => contests.filter(({ name }) => name === wanted);
  const [ours, theirs] = [of('Tessera'), of('DBOS')];
  const [ourBest, theirBest] = [bestOf(ours), bestOf(theirs)];
  const [ourHop, theirHop] = [aloneOf(ours), aloneOf(theirs)];
  return [
    {
      what: 'orders/s, each with as many customers as suit it best',
      wanted: 'ahead of DBOS',
      found: `${round(ourBest)}, DBOS ${round(theirBest)}`,
      met: ourBest > theirBest,
    },
    {
      what: 'from the request to the confirmation, one customer alone, p50',
      wanted: 'ahead of DBOS',
      found: `${round(ourHop)} ms, DBOS ${round(theirHop)} ms`,
      met: ourHop < theirHop,
    },
  ];
}

function bestOf(contests: readonly Contest[]): number {
  return Math.max(...contests.map(({ perSecond }) => perSecond));
}

function aloneOf(contests: readonly Contest[]): number {
  return median(contests.filter(({ customers }) => customers === 1).flatMap(({ milliseconds }) => milliseconds));
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
