import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { AdminNotErasable, UserNotFound } from '../domain/errors.ts';
import { isAdmin } from '../domain/user.ts';
import { users } from '../persistence/users.ts';
import type { RecordAct } from './record-act.ts';

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type EraseUser = ReturnType<typeof eraseUser>;

/** The account goes with its password and sessions; the event asks everybody else to forget the user too. */
export const eraseUser =
  ({ events, clock, recordAct }: Deps) =>
  async (tx: Tx, userId: string): Promise<void> => {
    const user = await users.lock(tx, userId);
    if (!user) throw new UserNotFound();
    if (isAdmin(user)) throw new AdminNotErasable();
    await users.remove(tx, userId, clock.now());
    const subject = { kind: 'user', id: userId } as const;
    await recordAct(tx, { act: 'user-erased', actor: subject, subject });
    events.publish(tx, UserErasedV1, { subject: userId, sequence: user.version + 1, payload: { userId } });
  };
