import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Role } from '../domain/roles.ts';
import type { Actor } from '../domain/security-act.ts';
import { newUser, type User } from '../domain/user.ts';
import { credentials } from '../persistence/credentials.ts';
import { users } from '../persistence/users.ts';
import type { RecordAct } from './record-act.ts';

export interface Registration {
  readonly email: string;
  readonly name: string;
  /** From `Passwords.hash`: hashing takes too long to be done while a connection is held. */
  readonly passwordHash: string;
  readonly roles?: readonly Role[];
  /** Where it is not the user who registers. */
  readonly by?: Actor;
}

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type RegisterUser = ReturnType<typeof registerUser>;

export const registerUser =
  ({ events, clock, recordAct }: Deps) =>
  async (tx: Tx, { email, name, passwordHash, roles = [], by }: Registration): Promise<User> => {
    const user = newUser({ id: newId(), email, name, roles }, clock.now());
    await users.add(tx, user);
    await credentials.add(tx, user.id, passwordHash, user.createdAt);
    events.publish(tx, UserRegisteredV1, {
      subject: user.id,
      sequence: user.version,
      payload: { userId: user.id, email, name },
    });
    const subject = { kind: 'user', id: user.id } as const;
    await recordAct(tx, { act: 'user-registered', actor: by ?? subject, subject });
    return user;
  };
