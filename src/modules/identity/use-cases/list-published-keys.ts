import type { KeyRing, PublishedJwk } from '../ports/key-ring.ts';

interface Deps {
  readonly keyRing: KeyRing;
}

export type ListPublishedKeys = ReturnType<typeof listPublishedKeys>;

/** The keys that verify what we signed, and the one that will sign next. */
export const listPublishedKeys =
  ({ keyRing }: Deps) =>
  (): Promise<readonly PublishedJwk[]> =>
    keyRing.published();
