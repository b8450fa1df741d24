import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { ErasedUsers } from '../persistence/erased-users.ts';

interface Deps {
  readonly erasedUsers: ErasedUsers;
  readonly clock: Clock;
}

/** Forgets where the user's parcels went, at once or when they have arrived. */
export const eraseUser =
  ({ erasedUsers, clock }: Deps) =>
  (tx: Tx, userId: string): Promise<void> =>
    erasedUsers.erase(tx, userId, clock.now());
export type EraseUser = ReturnType<typeof eraseUser>;
