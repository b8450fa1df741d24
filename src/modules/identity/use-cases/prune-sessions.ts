import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { revocations } from '../persistence/revocations.ts';
import { sessions } from '../persistence/sessions.ts';

interface Deps {
  readonly clock: Clock;
}

export type PruneSessions = ReturnType<typeof pruneSessions>;

/** Removes a batch of sessions that have ended, with their tokens, and of revocations that end nothing any more. Resolves to false when none is left. */
export const pruneSessions =
  ({ clock }: Deps) =>
  async (tx: Tx): Promise<boolean> => {
    const now = clock.now();
    const ended = await sessions.removeEnded(tx, now, BATCH);
    const spent = await revocations.removeBefore(tx, secondsAfter(now, -REVOCATIONS_KEPT_SECONDS), BATCH);
    return ended === BATCH || spent === BATCH;
  };

const BATCH = 500;

/** Longer than any access token lives. */
const REVOCATIONS_KEPT_SECONDS = 2 * 24 * 60 * 60;
