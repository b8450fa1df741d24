import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { sessions } from '../persistence/sessions.ts';
import type { RecordAct } from './record-act.ts';

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type EndSession = ReturnType<typeof endSession>;

/** Signs out, which ends the access tokens of the session too. A token that is unknown has nothing to end, which is what its holder wants. */
export const endSession =
  ({ clock, recordAct }: Deps) =>
  async (tx: Tx, refreshToken: string): Promise<void> => {
    const presented = await sessions.lockByToken(tx, refreshToken);
    if (!presented || presented.session.revokedAt !== undefined) return;
    const { id, userId } = presented.session;
    await sessions.revoke(tx, id, 'signed_out', clock.now());
    await recordAct(tx, { act: 'signed-out', actor: { kind: 'user', id: userId }, subject: { kind: 'session', id } });
  };
