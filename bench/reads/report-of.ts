import type { Findings, Row, Target } from '../report/findings.ts';
import type { Result } from './contest.ts';

/** What became of one read. */
export interface ReadOutcome {
  readonly read: string;
  /** In the catalogue; 0 where it does not matter. */
  readonly products: number;
  /** Answers of contestants that do not say the same. */
  readonly different: readonly string[];
  /** The shop first, the bare handler last. */
  readonly results: readonly Result[];
}

const LEAST_SHARE = 0.7;

export function reportOf(outcomes: readonly ReadOutcome[], setting: readonly string[]): Findings {
  return {
    benchmark: 'reads',
    question: 'How many reads a second the shop answers, as a share of what a bare handler with the same SQL does.',
    setting,
    tables: [
      { title: 'Requests a second', rows: outcomes.map(throughputRow) },
      { title: 'Milliseconds, and processor time of the process that answers', rows: outcomes.map(latencyRow) },
    ],
    pictures: [
      {
        name: 'reads',
        title: 'Reads a second',
        kind: 'bar',
        x: '',
        y: 'requests/s',
        points: outcomes.flatMap((outcome) =>
          outcome.results.map(({ contestant, perSecond }) => ({
            x: nameOf(outcome),
            y: Math.round(perSecond),
            series: contestant,
          })),
        ),
      },
    ],
    targets: outcomes.map(targetOf),
    broken: outcomes.flatMap(({ read, different, results }) => [
      ...different,
      ...results.flatMap(({ contestant, failed }) => failed.map((how) => `${read}, ${contestant}: ${how}`)),
    ]),
  };
}

/** One line for whoever waits. */
export function answered(outcome: ReadOutcome | undefined): string {
  return outcome === undefined
    ? ''
    : Object.entries(throughputRow(outcome))
        .map(([what, value]) => `${what} ${value}`)
        .join(', ');
}

function throughputRow(outcome: ReadOutcome): Row {
  const each = outcome.results.map(({ contestant, perSecond }) => [contestant, Math.round(perSecond)]);
  return { read: nameOf(outcome), ...Object.fromEntries(each), 'shop / bare': shareOf(outcome).toFixed(2) };
}

function latencyRow(outcome: ReadOutcome): Row {
  const each = outcome.results.flatMap(({ contestant, p50, p99, processorUs }) => [
    [`${contestant} p50 / p99`, `${p50} / ${p99}`],
    [`${contestant} CPU µs`, Math.round(processorUs)],
  ]);
  return { read: nameOf(outcome), ...Object.fromEntries(each), kB: (outcome.results[0]?.kilobytes ?? 0).toFixed(1) };
}

function targetOf(outcome: ReadOutcome): Target {
  const share = shareOf(outcome);
  return {
    what: `${nameOf(outcome)}: of the bare handler`,
    wanted: `at least ${LEAST_SHARE}`,
    found: share.toFixed(2),
    met: share >= LEAST_SHARE,
  };
}

function nameOf({ read, products }: ReadOutcome): string {
  return products === 0 ? read : `${read} of ${products.toLocaleString('en')}`;
}

function shareOf({ results }: ReadOutcome): number {
  return (results[0]?.perSecond ?? 0) / (results.at(-1)?.perSecond ?? 0);
}
