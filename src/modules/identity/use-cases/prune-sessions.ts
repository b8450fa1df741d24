import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { revocations } from '../persistence/revocations.ts';
import { sessions } from '../persistence/sessions.ts';
import { signInTurns } from '../persistence/sign-in-turns.ts';

interface Deps {
  readonly clock: Clock;
}

export type PruneSessions = ReturnType<typeof pruneSessions>;

/** Removes a batch each of sessions that have ended, revocations that end nothing any more, and failures that count no more. False when none is left. */
export const pruneSessions =
  ({ clock }: Deps) =>
  async (tx: Tx): Promise<boolean> => {
    const now = clock.now();
    const ended = await sessions.removeEnded(tx, now, BATCH);
    const spent = await revocations.removeBefore(tx, secondsAfter(now, -REVOCATIONS_KEPT_SECONDS), BATCH);
    const turns = await signInTurns.removeSpent(tx, secondsAfter(now, -TURNS_KEPT_SECONDS), now, BATCH);
    return [ended, spent, turns].includes(BATCH);
  };

const BATCH = 500;

/** Longer than a failure counts. */
const TURNS_KEPT_SECONDS = 25 * 60 * 60;

/** Longer than any access token lives. */
const REVOCATIONS_KEPT_SECONDS = 2 * 24 * 60 * 60;
