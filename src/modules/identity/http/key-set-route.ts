import { defineRoute, type Route } from '#shared-kernel/http.ts';
import type { ListPublishedKeys } from '../use-cases/list-published-keys.ts';
import { JsonWebKeySet } from './schemas.ts';

// Together with the reload of the key ring less than the time that a key is published before it signs.
const CACHE_CONTROL = 'public, max-age=300';

export interface KeySetRouteDeps {
  readonly listPublishedKeys: ListPublishedKeys;
}

/** Where others get the keys that verify our access tokens. */
export function keySetRoute({ listPublishedKeys }: KeySetRouteDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/.well-known/jwks.json',
    operationId: 'getKeySet',
    summary: 'The keys that verify access tokens',
    description: 'RFC 7517. Holds the key that will sign next, too, so that a rotation finds it in every cache.',
    access: 'public',
    replies: { 200: JsonWebKeySet },
    async handle() {
      const keys = await listPublishedKeys();
      const version = keys.map(({ kid }) => kid).join('.');
      return { status: 200 as const, headers: { 'cache-control': CACHE_CONTROL }, body: { keys: [...keys] }, version };
    },
  });
}
