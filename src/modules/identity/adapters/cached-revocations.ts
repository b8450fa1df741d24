import {
  FORGET_AFTER_SECONDS,
  isRevoked,
  REVOCATION_OVERLAP_SECONDS,
  type Revoked,
} from '#shared-kernel/access-tokens/revoked.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { RevocationList } from '../ports/revocation-list.ts';

export interface CachedRevocationsOptions {
  readonly clock: Clock;
  /** Those recorded after `since`. */
  load(since: Date): Promise<readonly Revoked[]>;
}

/** What was revoked elsewhere is known here after so long. */
export const REVOCATION_SECONDS = 5;

/** For so long a process goes on with what it knows while the database is away; then it refuses. */
export const LONGEST_REVOCATION_SECONDS = 30;

/** Remembers what was revoked, and asks for what is new when a token comes and the last answer is not of just now. */
export function cachedRevocations({ clock, load }: CachedRevocationsOptions): RevocationList {
  let known = new Map<string, Revoked>();
  let currentAt: Date | undefined;
  let loading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const now = clock.now();
    const oldest = secondsAfter(now, -FORGET_AFTER_SECONDS);
    const found = await load(currentAt === undefined ? oldest : secondsAfter(currentAt, -REVOCATION_OVERLAP_SECONDS));
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
      return isRevoked(known, token);
    },
  };
}
