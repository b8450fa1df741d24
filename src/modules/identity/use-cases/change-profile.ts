import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { ProfileChangedMeanwhile, UserNotFound, WrongPassword } from '../domain/errors.ts';
import { changedProfile, type ProfileChange, type User } from '../domain/user.ts';
import { credentials } from '../persistence/credentials.ts';
import { sessions } from '../persistence/sessions.ts';
import { users } from '../persistence/users.ts';
import type { PreparedPasswordChange } from './prepare-password-change.ts';
import type { RecordAct } from './record-act.ts';

export interface ChangeProfileInput extends ProfileChange {
  readonly userId: string;
  readonly password?: PreparedPasswordChange | undefined;
  /** Refuses the change where the profile has another version by now. */
  readonly ifVersion?: string | undefined;
}

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type ChangeProfile = ReturnType<typeof changeProfile>;

/** A new password ends every session of the user and its access tokens: whoever knew the old one is out. */
export const changeProfile =
  ({ events, clock, recordAct }: Deps) =>
  async (tx: Tx, { userId, password, ifVersion, name, email }: ChangeProfileInput): Promise<User> => {
    const before = await users.lock(tx, userId);
    if (!before) throw new UserNotFound();
    if (ifVersion !== undefined && ifVersion !== String(before.version)) throw new ProfileChangedMeanwhile();
    const now = clock.now();
    const after = changedProfile(before, { name, email }, now);
    if (after !== before) {
      await users.save(tx, after);
      events.publish(tx, UserUpdatedV1, {
        subject: userId,
        sequence: after.version,
        payload: { userId, email: after.email, name: after.name },
      });
    }
    if (password) {
      if (!(await credentials.replace(tx, { userId, ...password, now }))) throw new WrongPassword();
      await sessions.revokeAllOf(tx, userId, 'password_changed', now);
      await recordAct(tx, {
        act: 'password-changed',
        actor: { kind: 'user', id: userId },
        subject: { kind: 'user', id: userId },
      });
    }
    return after;
  };
