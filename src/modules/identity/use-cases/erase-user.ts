import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { AdminNotErasable, UserNotFound } from '../domain/errors.ts';
import { isAdmin } from '../domain/user.ts';
import { users } from '../persistence/users.ts';

interface Deps {
  readonly events: EventBus;
}

export type EraseUser = ReturnType<typeof eraseUser>;

/** The account goes with its password and sessions; the event asks everybody else to forget the user too. */
export const eraseUser =
  ({ events }: Deps) =>
  async (tx: Tx, userId: string): Promise<void> => {
    const user = await users.lock(tx, userId);
    if (!user) throw new UserNotFound();
    if (isAdmin(user)) throw new AdminNotErasable();
    await users.remove(tx, userId);
    events.publish(tx, UserErasedV1, { subject: userId, sequence: user.version + 1, payload: { userId } });
  };
