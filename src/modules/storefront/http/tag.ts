import { createHash } from 'node:crypto';

/**
 * The weak tag of a dashboard. `asOf` counts where it is stale, and a reader is to be told how old what is shown is;
 * else two that differ in nothing else mean the same, however often they are asked for.
 */
export function tagOf(dashboard: unknown): string {
  const text = JSON.stringify(dashboard, (_key, value: unknown) => (isFresh(value) ? { ...value, asOf: '' } : value));
  return createHash('sha256').update(text).digest('base64url');
}

function isFresh(value: unknown): value is { readonly stale: false } {
  return typeof value === 'object' && value !== null && 'stale' in value && value.stale === false;
}
