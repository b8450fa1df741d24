import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Bucket } from '#shared-kernel/http.ts';
import type { Complain } from '../../messaging/seldom.ts';
import type { Metrics } from '../../metrics/registry.ts';

/** So many requests in so many seconds. */
export interface Quota {
  readonly requests: number;
  readonly seconds: number;
}

/** The buckets that are counted. */
export type CountedBucket = Exclude<Bucket, 'none'>;

export type Quotas = Readonly<Record<CountedBucket, Quota>>;

/** What a caller has left of a bucket, this request taken off. */
export interface Share {
  readonly bucket: CountedBucket;
  readonly quota: Quota;
  readonly left: number;
  /** When the caller gets a whole quota again. */
  readonly resetSeconds: number;
  /** This request was one too many. */
  readonly exceeded: boolean;
}

/** Counts requests by caller. Rejects with a `RateLimiterRes` where it was one too many, with an error where it cannot count. */
export interface Counter {
  consume(caller: string): Promise<RateLimiterRes>;
}

export interface RateLimitsOptions {
  readonly quotas: Quotas;
  /** Makes what counts the requests of one bucket for all processes. */
  readonly shared: (bucket: CountedBucket, quota: Quota) => Counter;
  /** The same for this process alone, where the former does not answer. */
  readonly own: (bucket: CountedBucket, quota: Quota) => Counter;
  readonly complain: Complain;
  readonly metrics: Metrics;
}

/** Takes one request off what a caller may ask for. Never rejects: limits that cannot be counted keep nobody out. */
export type TakeShare = (bucket: CountedBucket, caller: string) => Promise<Share>;

const BUCKETS: readonly CountedBucket[] = ['reads', 'writes', 'sign-in', 'checkout'];

/** Counts the requests of each caller and bucket. */
export function rateLimits({ quotas, shared, own, complain, metrics }: RateLimitsOptions): TakeShare {
  const counters = new Map(
    BUCKETS.map((bucket) => [bucket, { shared: shared(bucket, quotas[bucket]), own: own(bucket, quotas[bucket]) }]),
  );
  const refused = metrics.counter('tessera_http_rate_limited_total', 'Requests refused because their caller sent too many');
  const failures = metrics.counter('tessera_rate_limit_store_failures_total', 'Requests that were counted in this process alone');
  return async (bucket, caller) => {
    const counter = counters.get(bucket);
    if (!counter) throw new Error(`nothing counts the bucket ${bucket}`);
    const counted = await consume(counter.shared, caller).catch((error: unknown) => {
      failures.add({ bucket });
      complain('rate limits are counted in this process alone', error);
      return consume(counter.own, caller);
    });
    const share = shareOf(bucket, quotas[bucket], counted);
    if (share.exceeded) refused.add({ bucket });
    return share;
  };
}

interface Counted {
  readonly result: RateLimiterRes;
  readonly exceeded: boolean;
}

async function consume(counter: Counter, caller: string): Promise<Counted> {
  try {
    return { result: await counter.consume(caller), exceeded: false };
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return { result: thrown, exceeded: true };
    throw thrown;
  }
}

function shareOf(bucket: CountedBucket, quota: Quota, { result, exceeded }: Counted): Share {
  const resetSeconds = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
  return { bucket, quota, left: exceeded ? 0 : result.remainingPoints, resetSeconds, exceeded };
}
