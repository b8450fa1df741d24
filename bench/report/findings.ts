/** One row of a table: what is in each column, by the column's heading. */
export type Row = Readonly<Record<string, string | number>>;

/** A table of figures that were measured in one run, what is compared with what side by side. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** A plot of some figures: lines over a quantity, or bars over names. */
export interface Picture {
  /** Of the file, without ending. */
  readonly name: string;
  readonly title: string;
  readonly kind: 'line' | 'bar';
  readonly x: string;
  readonly y: string;
  readonly logarithmic?: 'x' | 'y' | 'both';
  /** Lines or bars of one colour belong to one `series`. */
  readonly points: readonly { readonly x: number | string; readonly y: number; readonly series: string }[];
}

/** What was wanted, and what was found. */
export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  readonly met: boolean;
}

/** Everything that one benchmark found out in one run. */
export interface Findings {
  /** Its name, which is that of its file. */
  readonly benchmark: string;
  /** What it answers, in a sentence. */
  readonly question: string;
  /** Where and how it was measured: the machine, versions, durability. */
  readonly setting: readonly string[];
  readonly tables: readonly Table[];
  readonly pictures?: readonly Picture[];
  readonly targets?: readonly Target[];
  /** Which invariants did not hold. Numbers of a shop that broke its promises say nothing: they are not shown. */
  readonly broken: readonly string[];
}
