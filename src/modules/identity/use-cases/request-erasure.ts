import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { erasedUsers } from '#shared-kernel/personal-data/erased-users.ts';
import type { ErasureOfUser } from '../domain/privacy-request.ts';
import { privacyAnswers } from '../persistence/privacy-answers.ts';
import { privacyRequests } from '../persistence/privacy-requests.ts';
import type { EraseUser } from './erase-user.ts';
import type { PrivacyRequestRunner } from './privacy-request-runner.ts';

export interface RequestErasureInput {
  readonly userId: string;
  /** Refuses where the profile has another version by now. */
  readonly ifVersion: string | undefined;
  readonly accessKeyHash: string;
}

interface Deps {
  readonly clock: Clock;
  readonly eraseUser: EraseUser;
  readonly sagas: PrivacyRequestRunner;
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
    const exports = await privacyRequests.removeExportsOf(tx, userId);
    await erasedUsers.forgetAnswers(tx, userId);
    await privacyRequests.add(tx, request);
    const records = [
      { kind: 'accounts', count: 1, action: 'deleted' },
      { kind: 'sessions', count: sessions, action: 'deleted' },
      { kind: 'exports', count: exports, action: 'deleted' },
    ] as const;
    await privacyAnswers.addReport(tx, { requestId: request.id, module: 'identity', records, at: now });
    await sagas.begin(tx, request, 'erase-user');
    return request;
  };
