import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { sessions } from '../persistence/sessions.ts';

interface Deps {
  readonly clock: Clock;
}

export type EndSession = ReturnType<typeof endSession>;

/** Signs out. A token that is unknown has nothing to end, which is what its holder wants. */
export const endSession =
  ({ clock }: Deps) =>
  async (tx: Tx, refreshToken: string): Promise<void> => {
    const presented = await sessions.lockByToken(tx, refreshToken);
    if (presented) await sessions.revoke(tx, presented.session.id, 'signed_out', clock.now());
  };
