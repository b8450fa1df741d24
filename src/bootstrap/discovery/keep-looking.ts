import { isDeepStrictEqual } from 'node:util';
import type { Complain } from '../messaging/seldom.ts';
import type { Discovery, Found, Instance } from './instance.ts';
import { repeated } from './repeated.ts';

export interface LookingOptions {
  readonly everyMs: number;
  readonly complain: Complain;
}

/** A discovery that can be told that there is something to see. */
export interface LookingDiscovery extends Discovery {
  hurry(): void;
}

/** A discovery that looks again and again. While looking fails, what was found last is what there is. */
export function keepLooking(look: () => Promise<readonly Instance[]>, { everyMs, complain }: LookingOptions): LookingDiscovery {
  let known: readonly Instance[] = [];
  let found: Found = () => undefined;
  const looking = repeated(
    async () => {
      const seen = (await look()).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      if (isDeepStrictEqual(seen, known)) return;
      known = seen;
      found(seen);
    },
    { everyMs, failed: (error) => complain('instances cannot be looked for; those known last are used', error) },
  );
  return {
    start(tell) {
      found = tell;
      return looking.start();
    },
    hurry: () => looking.hurry(),
    stop: () => looking.stop(),
  };
}
