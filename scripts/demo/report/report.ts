import type { ImportReport } from '../shop/import-catalogue.ts';
import { type Check, withThousands } from './check.ts';
import type { Tally } from './tally.ts';

/** What `--json` prints. */
export interface Report {
  readonly title: string;
  readonly catalogue: {
    readonly rowsRead: number;
    readonly rowsRefused: number;
    readonly productsWritten: number;
    readonly productsUnchanged: number;
  };
  readonly orders: {
    readonly placed: number;
    /** Of those placed: by an earlier run. */
    readonly replayed: number;
    readonly confirmed: number;
    readonly cancelled: Readonly<Record<string, number>>;
    readonly refused: Readonly<Record<string, number>>;
    readonly needsAttention: number;
  };
  readonly seconds: number;
  readonly concurrency: number;
  /** From request to confirmation; absent where nothing was confirmed by this run. */
  readonly confirmation?: { readonly p50Ms: number; readonly p95Ms: number };
  readonly checks: readonly Check[];
  readonly addsUp: boolean;
  readonly notes: readonly string[];
}

interface Findings extends Pick<Report, 'title' | 'seconds' | 'concurrency' | 'checks' | 'notes'> {
  readonly imported: ImportReport;
  readonly tally: Tally;
}

export function reportOf({ imported, tally, checks, ...rest }: Findings): Report {
  const { rowsRead, rowsRefused, productsWritten, productsUnchanged } = imported;
  const p50Ms = tally.confirmationMs(50);
  const p95Ms = tally.confirmationMs(95);
  return {
    ...rest,
    catalogue: { rowsRead, rowsRefused, productsWritten, productsUnchanged },
    orders: {
      placed: tally.orders.size,
      replayed: tally.replayed,
      confirmed: tally.confirmed,
      cancelled: Object.fromEntries(tally.cancelled),
      refused: Object.fromEntries(tally.refused),
      needsAttention: tally.needsAttention,
    },
    ...(p50Ms === undefined || p95Ms === undefined ? {} : { confirmation: { p50Ms, p95Ms } }),
    checks,
    addsUp: checks.every(({ holds }) => holds),
  };
}

/** The report for people. */
export function render(report: Report): string {
  const { title, checks, notes, addsUp } = report;
  const wrong = checks.filter(({ holds }) => !holds).length;
  const end = addsUp ? '✔ Everything adds up.' : `✘ ${wrong} of ${checks.length} do not add up.`;
  return [
    '',
    title,
    '',
    ...table(facts(report)),
    '',
    ...table(checks.map(cells)),
    ...notes.flatMap((note) => ['', note]),
    '',
    end,
    '',
  ].join('\n');
}

type Row = readonly string[];

function facts({ catalogue, orders, seconds, concurrency, confirmation }: Report): readonly Row[] {
  const count = (value: number) => withThousands(String(value));
  const { rowsRead, rowsRefused, productsWritten, productsUnchanged } = catalogue;
  const earlier = orders.replayed === 0 ? '' : `; ${count(orders.replayed)} of them by an earlier run`;
  const rate = Math.round(orders.placed / Math.max(seconds, 0.001));
  const byCode = (label: string, codes: Readonly<Record<string, number>>): readonly Row[] =>
    Object.entries(codes).map(([code, times]) => [label, count(times), code]);
  return [
    [
      'catalogue',
      count(rowsRead),
      `rows: ${count(productsWritten)} products written, ${count(productsUnchanged)} unchanged, ${count(rowsRefused)} rows refused`,
    ],
    ['orders placed', count(orders.placed), `in ${Math.round(seconds)} s, ${rate}/s, ${concurrency} at a time${earlier}`],
    ['confirmed', count(orders.confirmed), ''],
    ...byCode('cancelled', orders.cancelled),
    ...byCode('refused', orders.refused),
    ...(orders.needsAttention === 0 ? [] : [['needs attention', count(orders.needsAttention), '']]),
    ...(confirmation === undefined ? [] : [['time to confirm', `${confirmation.p50Ms} ms`, `p50; p95 ${confirmation.p95Ms} ms`]]),
  ];
}

function cells({ claim, left, right, holds }: Check): Row {
  return [`${holds ? '✔' : '✘'} ${claim}`, left.figure, left.source, holds ? '=' : '≠', right.figure, right.source];
}

/** Columns side by side; figures are flush right. */
function table(rows: readonly Row[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return /^-?\d/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
  };
  return rows.map((row) => `  ${row.map(pad).join('  ')}`.trimEnd());
}
