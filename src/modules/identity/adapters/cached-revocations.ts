import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { AccessToken } from '../ports/access-tokens.ts';
import type { RevocationList } from '../ports/revocation-list.ts';

export interface Revoked {
  readonly id: string;
  readonly belowVersion: number;
  readonly recordedAt: Date;
}

export interface CachedRevocationsOptions {
  readonly clock: Clock;
  /** Those recorded after `since`. */
  load(since: Date): Promise<readonly Revoked[]>;
}

/** What was revoked elsewhere is known here after so long. */
export const REVOCATION_SECONDS = 5;

/** For so long a process goes on with what it knows while the database is away; then it refuses. */
export const LONGEST_REVOCATION_SECONDS = 30;

// Longer than a transaction may take: it counts from the moment at which it recorded, not from its commit.
const OVERLAP_SECONDS = 60;

/** A revocation older than the longest life of a token ends nothing any more. */
export const FORGET_AFTER_SECONDS = 25 * 60 * 60;

/** Remembers what was revoked, and asks for what is new when a token comes and the last answer is not of just now. */
export function cachedRevocations({ clock, load }: CachedRevocationsOptions): RevocationList {
  let known = new Map<string, Revoked>();
  let currentAt: Date | undefined;
  let loading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const now = clock.now();
    const oldest = secondsAfter(now, -FORGET_AFTER_SECONDS);
    const found = await load(currentAt === undefined ? oldest : secondsAfter(currentAt, -OVERLAP_SECONDS));
    const still = [...known.values()].filter(({ recordedAt }) => recordedAt > oldest);
    known = new Map([...still, ...found].map((revoked) => [revoked.id, revoked]));
    currentAt = now;
  }

  async function current(): Promise<void> {
    if (isYounger(REVOCATION_SECONDS)) return;
    loading ??= refresh().finally(() => {
      loading = undefined;
    });
    await loading.catch((error: unknown) => {
      if (!isYounger(LONGEST_REVOCATION_SECONDS)) throw error;
    });
  }

  function isYounger(seconds: number): boolean {
    return currentAt !== undefined && clock.now() < secondsAfter(currentAt, seconds);
  }

  return {
    async covers(token) {
      await current();
      return [token.id, token.sessionId, token.principal.id].some((id) => endsAt(known, id, token));
    },
  };
}

function endsAt(known: ReadonlyMap<string, Revoked>, id: string | undefined, { version }: AccessToken): boolean {
  const revoked = id === undefined ? undefined : known.get(id);
  return revoked !== undefined && version < revoked.belowVersion;
}
