import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { erasedUsers } from '#shared-kernel/personal-data/erased-users.ts';
import type { ErasureOfUser } from '../domain/data-request.ts';
import { dataAnswers } from '../persistence/data-answers.ts';
import { dataRequests } from '../persistence/data-requests.ts';
import type { DataRequestRunner } from './data-request-runner.ts';
import type { EraseUser } from './erase-user.ts';

export interface RequestErasureInput {
  readonly userId: string;
  /** Refuses where the profile has another version by now. */
  readonly ifVersion: string | undefined;
  readonly accessKeyHash: string;
}

interface Deps {
  readonly clock: Clock;
  readonly eraseUser: EraseUser;
  readonly sagas: DataRequestRunner;
}

export type RequestErasure = ReturnType<typeof requestErasure>;

/**
 * Erases the account at once, with its password and sessions, so that nobody can sign in any more, and begins to ask
 * every other module to erase what it holds.
 */
export const requestErasure =
  ({ clock, eraseUser, sagas }: Deps) =>
  async (tx: Tx, { userId, ifVersion, accessKeyHash }: RequestErasureInput): Promise<ErasureOfUser> => {
    const { version, sessions } = await eraseUser(tx, userId, ifVersion);
    const now = clock.now();
    const request: ErasureOfUser = {
      kind: 'erasure',
      id: newId(),
      userId,
      status: 'pending',
      accessKeyHash,
      userVersion: version,
      createdAt: now,
      completedAt: undefined,
    };
    const exports = await dataRequests.removeExportsOf(tx, userId);
    await erasedUsers.forgetAnswers(tx, userId);
    await dataRequests.add(tx, request);
    await dataAnswers.addReport(
      tx,
      request.id,
      'identity',
      [
        { kind: 'accounts', count: 1, action: 'deleted' },
        { kind: 'sessions', count: sessions, action: 'deleted' },
        { kind: 'exports', count: exports, action: 'deleted' },
      ],
      now,
    );
    await sagas.begin(tx, request, 'erase-user');
    return request;
  };
