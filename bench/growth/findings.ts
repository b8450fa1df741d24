import type { Findings, Row, Target } from '../report/findings.ts';
import type { GrowthTrial, Level } from './growth-trial.ts';
import { PAST_DAYS } from './make-past.ts';
import type { MeasuredSize } from './measure-size.ts';

const WANTED = 0.9;

/** The sizes as tables, a picture and targets. */
export function findingsOf({ options, setting, levels, broken }: GrowthTrial): Findings {
  const { seconds, rounds, customers } = options;
  return {
    benchmark: 'growth',
    question: 'Does a shop get slower as it grows?',
    setting: [
      ...setting,
      `two shops of one process each; ${customers} customers, each waiting for its order, ${seconds} s at a time, ${rounds} times in each shop in turns`,
      `past orders are of somebody who is signed in, ten of each, over ${PAST_DAYS} days, with all that real ones leave as long as it is kept`,
    ],
    tables: [{ title: 'In turns with an empty shop', rows: levels.map(rowOf) }],
    pictures: [
      {
        name: 'growth',
        title: 'Orders settled each second',
        kind: 'bar',
        x: 'what is there already',
        y: 'orders/s',
        points: levels.flatMap(({ name, grown, empty }) => [
          { x: name, y: meanOf(grown, perSecond), series: 'grown' },
          { x: name, y: meanOf(empty, perSecond), series: 'empty, in turns with it' },
        ]),
      },
    ],
    targets: levels.filter(({ name }) => name.endsWith('past orders')).map(targetOf),
    broken,
  };
}

const perSecond = ({ settledPerSecond }: MeasuredSize) => settledPerSecond;

function rowOf({ name, grown, empty, handledPerSecond }: Level): Row {
  return {
    'there already': name,
    'orders/s': meanOf(grown, perSecond).toFixed(1),
    'empty shop (orders/s)': meanOf(empty, perSecond).toFixed(1),
    'of the empty one': `${(shareOf({ grown, empty }) * 100).toFixed(0)} %`,
    'p50 (ms)': meanOf(grown, ({ latency }) => latency.p50).toFixed(1),
    'p99 (ms)': meanOf(grown, ({ latency }) => latency.p99).toFixed(1),
    'a claim (ms)': meanOf(grown, ({ claims }) => claims.meanMs).toFixed(3),
    'slowest claim (ms)': Math.max(...grown.map(({ claims }) => claims.slowestMs)).toFixed(1),
    'pages for a claim': meanOf(grown, ({ claims }) => claims.pages).toFixed(1),
    'a claim in the empty shop (ms)': meanOf(empty, ({ claims }) => claims.meanMs).toFixed(3),
    'of those waiting, handled/s': handledPerSecond?.toFixed(0) ?? '',
    'database (GB)': (Math.max(...grown.map(({ databaseBytes }) => databaseBytes)) / 1e9).toFixed(2),
  };
}

function targetOf({ name, grown, empty }: Level): Target {
  const share = shareOf({ grown, empty });
  return { what: `orders/s at ${name}`, wanted: `>= ${WANTED} of empty`, found: share.toFixed(2), met: share >= WANTED };
}

function shareOf({ grown, empty }: Pick<Level, 'grown' | 'empty'>): number {
  return meanOf(grown, perSecond) / meanOf(empty, perSecond);
}

function meanOf(sizes: readonly MeasuredSize[], figure: (size: MeasuredSize) => number): number {
  return sizes.reduce((sum, size) => sum + figure(size), 0) / sizes.length;
}
