import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { AdminsOnly, UserNotFound } from '../domain/errors.ts';
import type { Role } from '../domain/roles.ts';
import { changedRoles, type User } from '../domain/user.ts';
import { revocations } from '../persistence/revocations.ts';
import { users } from '../persistence/users.ts';
import type { RecordAct } from './record-act.ts';

export interface AssignRolesInput {
  readonly byUserId: string;
  readonly userId: string;
  readonly roles: readonly Role[];
}

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type AssignRoles = ReturnType<typeof assignRoles>;

/** Ends the access tokens that carry the old roles. Asks the table and not the token whether the caller is an admin: a token may be older than a demotion. */
export const assignRoles =
  ({ events, clock, recordAct }: Deps) =>
  async (tx: Tx, { byUserId, userId, roles }: AssignRolesInput): Promise<User> => {
    const admins = await users.lockAdmins(tx);
    if (!admins.includes(byUserId)) throw new AdminsOnly();
    const before = await users.lock(tx, userId);
    if (!before) throw new UserNotFound();
    const now = clock.now();
    const after = changedRoles(before, roles, admins, now);
    if (after === before) return before;
    await users.save(tx, after);
    await revocations.add(tx, [{ id: userId, belowVersion: after.version }], now);
    await recordAct(tx, { act: 'roles-changed', actor: { kind: 'user', id: byUserId }, subject: { kind: 'user', id: userId } });
    events.publish(tx, UserUpdatedV1, {
      subject: userId,
      sequence: after.version,
      payload: { userId, email: after.email, name: after.name },
    });
    return after;
  };
