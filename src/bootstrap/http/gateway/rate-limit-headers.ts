import type { Share } from './rate-limits.ts';

/** What a caller has left, as draft-ietf-httpapi-ratelimit-headers-11 writes it. */
export function rateLimitHeaders({ bucket, quota, left, resetSeconds }: Share): Record<string, string> {
  return {
    'ratelimit-policy': `"${bucket}";q=${quota.requests};w=${quota.seconds}`,
    ratelimit: `"${bucket}";r=${left};t=${resetSeconds}`,
  };
}
