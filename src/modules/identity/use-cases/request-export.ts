import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { UserNotFound } from '../domain/errors.ts';
import { EXPORT_DAYS, type ExportOfUser } from '../domain/privacy-request.ts';
import { privacyRequests } from '../persistence/privacy-requests.ts';
import { users } from '../persistence/users.ts';
import type { PrivacyRequestRunner } from './privacy-request-runner.ts';

export type RequestExportInput = Pick<ExportOfUser, 'id' | 'userId' | 'publicJwk' | 'sealedPrivateJwk'>;

interface Deps {
  readonly clock: Clock;
  readonly sagas: PrivacyRequestRunner;
}

export type RequestExport = ReturnType<typeof requestExport>;

/** Begins to collect what the shop holds of a user. Asking again while that is under way is asking once. */
export const requestExport =
  ({ clock, sagas }: Deps) =>
  async (tx: Tx, input: RequestExportInput): Promise<ExportOfUser> => {
    if (!(await users.lock(tx, input.userId))) throw new UserNotFound();
    const underWay = await privacyRequests.exportUnderWay(tx, input.userId);
    if (underWay) return underWay;
    const createdAt = clock.now();
    const expiresAt = secondsAfter(createdAt, EXPORT_DAYS * 86_400);
    const request: ExportOfUser = { ...input, kind: 'export', status: 'pending', createdAt, completedAt: undefined, expiresAt };
    await privacyRequests.add(tx, request);
    await sagas.begin(tx, request, 'export-user');
    return request;
  };
