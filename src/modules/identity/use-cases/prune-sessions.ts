import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { sessions } from '../persistence/sessions.ts';

interface Deps {
  readonly clock: Clock;
}

export type PruneSessions = ReturnType<typeof pruneSessions>;

/** Removes one batch of sessions that have ended, with their tokens. Resolves to false when none is left. */
export const pruneSessions =
  ({ clock }: Deps) =>
  async (tx: Tx): Promise<boolean> =>
    (await sessions.removeEnded(tx, clock.now(), BATCH)) === BATCH;

const BATCH = 500;
