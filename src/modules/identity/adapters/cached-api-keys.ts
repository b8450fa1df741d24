import { InvalidApiKey } from '#shared-kernel/access-tokens/refusals.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Principal, Scope } from '#shared-kernel/tokens.ts';

/** A client as far as a key of its is good. */
export interface KeyHolder {
  readonly id: string;
  readonly kind: 'oauth' | 'secret' | 'publishable';
  readonly scopes: readonly Scope[];
}

export interface ApiKeys {
  /** Rejects with {@link InvalidApiKey}. */
  principalOf(key: string): Promise<Principal>;
}

export interface CachedApiKeysOptions {
  readonly clock: Clock;
  /** Undefined for a key that is not good now. */
  load(key: string): Promise<KeyHolder | undefined>;
}

/** A key that was revoked elsewhere is refused here after so long. */
const REMEMBERED_SECONDS = 5;

const MOST_REMEMBERED = 10_000;

/** Remembers good keys for a moment, so that a busy program is no query per request. */
export function cachedApiKeys({ clock, load }: CachedApiKeysOptions): ApiKeys {
  const known = new Map<string, { readonly holder: KeyHolder; readonly until: Date }>();

  async function holderOf(key: string): Promise<KeyHolder | undefined> {
    const now = clock.now();
    const remembered = known.get(key);
    if (remembered && now < remembered.until) return remembered.holder;
    known.delete(key);
    const holder = await load(key);
    if (!holder) return undefined;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(key, { holder, until: secondsAfter(now, REMEMBERED_SECONDS) });
    return holder;
  }

  return {
    async principalOf(key) {
      return principalOf(await holderOf(key));
    },
  };
}

/** The same without a memory, for who answers others that have one. */
export function presentApiKeys({ load }: Pick<CachedApiKeysOptions, 'load'>): ApiKeys {
  return { principalOf: async (key) => principalOf(await load(key)) };
}

function principalOf(holder: KeyHolder | undefined): Principal {
  if (!holder || holder.kind === 'oauth') throw new InvalidApiKey();
  const { id, kind, scopes } = holder;
  return kind === 'publishable' ? { kind: 'storefront', id, scopes: [] } : { kind: 'client', id, scopes };
}
