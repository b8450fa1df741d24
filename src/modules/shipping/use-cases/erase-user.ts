import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { ErasedRecords } from '#shared-kernel/messaging/define-personal-data.ts';
import type { ErasedUsers } from '../persistence/erased-users.ts';

interface Deps {
  readonly erasedUsers: ErasedUsers;
  readonly clock: Clock;
}

/** Forgets where the user's parcels went, at once or when they have arrived. */
export const eraseUser =
  ({ erasedUsers, clock }: Deps) =>
  async (tx: Tx, userId: string): Promise<readonly ErasedRecords[]> => {
    const { forgotten, underWay, written } = await erasedUsers.erase(tx, userId, clock.now());
    const reason = 'The parcel must arrive. Its address goes when it has.';
    return [
      { kind: 'addresses of parcels', count: forgotten, action: 'deleted' },
      { kind: 'addresses of parcels on their way', count: underWay, action: 'kept', reason },
      { kind: 'what was written about parcels', count: written, action: 'deleted' },
    ];
  };
export type EraseUser = ReturnType<typeof eraseUser>;
