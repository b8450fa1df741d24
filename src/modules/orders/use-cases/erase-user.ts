import type { Tx } from '#shared-kernel/database/database.ts';
import type { ErasedRecords } from '#shared-kernel/messaging/define-personal-data.ts';
import { userRecords } from '../persistence/user-records.ts';

/** Forgets who the user was. What was ordered, and for how much, stays for the books; an order under way is waited for. */
export async function eraseUser(tx: Tx, userId: string): Promise<readonly ErasedRecords[] | 'later'> {
  if (await userRecords.isNeeded(tx, userId)) return 'later';
  return [
    {
      kind: 'names and addresses in orders',
      count: await userRecords.anonymiseOrders(tx, userId),
      action: 'anonymised',
      reason: 'What was ordered, for how much, and to which country stays: the books need it.',
    },
    { kind: 'carts', count: await userRecords.removeCarts(tx, userId), action: 'deleted' },
    { kind: 'contacts', count: await userRecords.removeContact(tx, userId), action: 'deleted' },
  ];
}
