import type { Tx } from '#shared-kernel/database/database.ts';
import type { ErasedRecords } from '#shared-kernel/messaging/define-personal-data.ts';
import { userRecords } from '../persistence/user-records.ts';

/** Forgets what was said about the user; amounts stay. What the provider has not answered yet is waited for. */
export async function eraseUser(tx: Tx, userId: string): Promise<readonly ErasedRecords[] | 'later'> {
  if (await userRecords.isNeeded(tx, userId)) return 'later';
  return [
    {
      kind: 'payments',
      count: await userRecords.countPayments(tx, userId),
      action: 'kept',
      reason: 'The books need what was paid and given back. They say neither who paid nor from which account.',
    },
    { kind: 'reasons of refunds', count: await userRecords.anonymiseReasons(tx, userId), action: 'anonymised' },
  ];
}
