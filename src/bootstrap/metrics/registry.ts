/** The labels of one series, in the order in which they are written. */
export type Labels = Readonly<Record<string, string>>;

/** One value of a metric. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** Something that only grows. */
export interface Counter {
  add(labels: Labels, by?: number): void;
}

/** How values are spread over buckets. */
export interface Histogram {
  observe(labels: Labels, value: number): void;
}

/** Metrics of this process in the text format of Prometheus, 0.0.4. Writing one down costs a look-up and an addition. */
export class Metrics {
  readonly #writers: (() => readonly string[])[] = [];

  counter(name: string, help: string): Counter {
    const series = new Map<string, number>();
    this.#writers.push(() => [...head(name, help, 'counter'), ...[...series].map(([key, value]) => `${name}${key} ${value}`)]);
    return {
      add(labels, by = 1) {
        const key = labelsText(labels);
        series.set(key, (series.get(key) ?? 0) + by);
      },
    };
  }

  /** `read` is called when somebody asks, and must answer from memory. */
  gauge(name: string, help: string, read: () => readonly Sample[]): void {
    this.#writers.push(() => [
      ...head(name, help, 'gauge'),
      ...read().map(({ labels = {}, value }) => `${name}${labelsText(labels)} ${value}`),
    ]);
  }

  /** `buckets` are upper bounds in rising order; the last, infinite one is added. */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram {
    const series = new Map<string, Spread>();
    this.#writers.push(() => [
      ...head(name, help, 'histogram'),
      ...[...series.values()].flatMap((spread) => spreadLines(name, buckets, spread)),
    ]);
    return {
      observe(labels, value) {
        const key = labelsText(labels);
        const spread = series.get(key) ?? { labels, counts: buckets.map(() => 0), count: 0, sum: 0 };
        series.set(key, spread);
        const bucket = buckets.findIndex((bound) => value <= bound);
        if (bucket >= 0) spread.counts[bucket] = (spread.counts[bucket] ?? 0) + 1;
        spread.count += 1;
        spread.sum += value;
      },
    };
  }

  /** The whole page. */
  text(): string {
    return `${this.#writers.flatMap((write) => write()).join('\n')}\n`;
  }
}

interface Spread {
  readonly labels: Labels;
  readonly counts: number[];
  count: number;
  sum: number;
}

function spreadLines(name: string, buckets: readonly number[], { labels, counts, count, sum }: Spread): readonly string[] {
  let below = 0;
  const bounded = buckets.map((bound, index) => {
    below += counts[index] ?? 0;
    return `${name}_bucket${labelsText({ ...labels, le: String(bound) })} ${below}`;
  });
  const all = labelsText(labels);
  return [
    ...bounded,
    `${name}_bucket${labelsText({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_sum${all} ${sum}`,
    `${name}_count${all} ${count}`,
  ];
}

function head(name: string, help: string, type: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
