import type { Findings, Row } from '../report/findings.ts';
import type { CrowdRound } from './crowd-round.ts';
import type { HotSkuTrial } from './hot-sku-trial.ts';

/** The crowds as a table and a picture. */
export function findingsOf({ options, setting, rounds, broken }: HotSkuTrial): Findings {
  const { buyers, within } = options;
  return {
    benchmark: 'hot-sku',
    question: `What happens when ${buyers} buyers come within ${within / 1_000} s and all want the same?`,
    setting: [
      ...setting,
      'one process with all modules; who is told to come again (503, Retry-After) does, with the same key',
      'passed over: of all pairs of somebody who got a piece and somebody who did not, those where the latter had come first; half would be luck',
      "came first, answered first: Spearman's rank correlation among those who got a piece; so for accepted first, answered first",
    ],
    tables: [{ title: 'Crowds', rows: rounds.map(rowOf) }],
    pictures: [
      {
        name: 'hot-sku',
        title: `Orders settled each second, ${buyers} buyers at once`,
        kind: 'bar',
        x: 'what they want',
        y: 'orders/s',
        points: rounds.map(({ name, settledPerSecond }, index) => {
          const kinds = rounds.length / options.rounds;
          return { x: name, y: settledPerSecond, series: `round ${Math.floor(index / kinds) + 1}` };
        }),
      },
    ],
    broken,
  };
}

function rowOf({ name, settledPerSecond, waited, ...round }: CrowdRound): Row {
  return {
    'what all want': name,
    'settled orders/s': settledPerSecond.toFixed(0),
    confirmed: round.confirmed,
    cancelled: round.cancelled,
    'told to come again': round.sentAway,
    'waited p50 (ms)': waited.p50,
    'p99 (ms)': waited.p99,
    'passed over': `${(round.passedOver * 100).toFixed(1)} %`,
    'came first, answered first': round.cameToAnswered.toFixed(3),
    'accepted first, answered first': round.acceptedToAnswered.toFixed(3),
  };
}
