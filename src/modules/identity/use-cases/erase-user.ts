import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { AdminNotErasable, ProfileChangedMeanwhile, UserNotFound } from '../domain/errors.ts';
import { isAdmin } from '../domain/user.ts';
import { sessions } from '../persistence/sessions.ts';
import { users } from '../persistence/users.ts';
import type { RecordAct } from './record-act.ts';

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type EraseUser = ReturnType<typeof eraseUser>;

/** The account goes with its password and sessions. Resolves to what it was. */
export const eraseUser =
  ({ clock, recordAct }: Deps) =>
  async (tx: Tx, userId: string, ifVersion?: string): Promise<{ readonly version: number; readonly sessions: number }> => {
    const user = await users.lock(tx, userId);
    if (!user) throw new UserNotFound();
    if (isAdmin(user)) throw new AdminNotErasable();
    if (ifVersion !== undefined && ifVersion !== String(user.version)) throw new ProfileChangedMeanwhile();
    const open = await sessions.countOf(tx, userId);
    await users.remove(tx, userId, clock.now());
    const subject = { kind: 'user', id: userId } as const;
    await recordAct(tx, { act: 'user-erased', actor: subject, subject });
    return { version: user.version, sessions: open };
  };
