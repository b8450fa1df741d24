import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { ErasedRecords } from '#shared-kernel/messaging/define-personal-data.ts';
import type { ErasedUsers } from '../persistence/erased-users.ts';

interface Deps {
  readonly erasedUsers: ErasedUsers;
  readonly clock: Clock;
}

/** Forgets the user's address and name wherever they are kept; what was not sent by then is not sent any more. */
export const eraseUser =
  ({ erasedUsers, clock }: Deps) =>
  async (tx: Tx, userId: string): Promise<readonly ErasedRecords[]> => {
    const { contacts, recipients } = await erasedUsers.erase(tx, userId, clock.now());
    return [
      { kind: 'contacts of orders', count: contacts, action: 'deleted' },
      { kind: 'recipients in the log of mails', count: recipients, action: 'deleted' },
    ];
  };
export type EraseUser = ReturnType<typeof eraseUser>;
