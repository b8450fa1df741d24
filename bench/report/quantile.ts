/** The value that this share of all is below; 0 where there are none. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

/** Latencies in milliseconds, rounded to a tenth. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export function latencyOf(milliseconds: readonly number[]): Latency {
  const at = (share: number) => Math.round(quantile(milliseconds, share) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
