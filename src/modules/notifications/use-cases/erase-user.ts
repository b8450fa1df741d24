import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { ErasedUsers } from '../persistence/erased-users.ts';

interface Deps {
  readonly erasedUsers: ErasedUsers;
  readonly clock: Clock;
}

/** Forgets the user's address and name wherever they are kept; what was not sent by then is not sent any more. */
export const eraseUser =
  ({ erasedUsers, clock }: Deps) =>
  (tx: Tx, userId: string): Promise<void> =>
    erasedUsers.erase(tx, userId, clock.now());
export type EraseUser = ReturnType<typeof eraseUser>;
