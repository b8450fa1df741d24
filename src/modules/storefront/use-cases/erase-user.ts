import type { Tx } from '#shared-kernel/database/database.ts';
import type { ErasedRecords } from '#shared-kernel/messaging/define-personal-data.ts';
import { countFactsOf } from '../persistence/erasure.ts';
import { generations } from '../persistence/generations.ts';
import type { EraseUsers } from './erase-users.ts';

export type EraseUser = ReturnType<typeof eraseUser>;

/** Forgets what dashboards showed the user, and says how many facts they were made of. */
export const eraseUser =
  ({ eraseUsers }: { readonly eraseUsers: EraseUsers }) =>
  async (tx: Tx, userId: string): Promise<readonly ErasedRecords[]> => {
    await generations.holdAlone(tx);
    const count = await countFactsOf(tx, userId);
    await eraseUsers(tx, [userId]);
    return [{ kind: 'facts behind dashboards', count, action: 'deleted' }];
  };
