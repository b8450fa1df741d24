import type { Tx } from '#shared-kernel/database/database.ts';
import { PrivacyRequestNotFound, PrivacyRequestNotStuck } from '../domain/privacy-request-errors.ts';
import type { PrivacyRequestRun } from '../domain/privacy-request-sagas.ts';
import { privacySagaStore } from '../persistence/privacy-sagas.ts';
import type { PrivacyRequestRunner } from './privacy-request-runner.ts';

export interface SettlePrivacyRequestInput {
  readonly requestId: string;
  /** `retry` asks again for what is stuck; `resolve` says that a person has done it by hand. */
  readonly how: 'retry' | 'resolve';
}

export type SettlePrivacyRequest = ReturnType<typeof settlePrivacyRequest>;

/** What a person does about an erasure or an export that needs attention. */
export const settlePrivacyRequest =
  ({ sagas }: { readonly sagas: PrivacyRequestRunner }) =>
  async (tx: Tx, { requestId, how }: SettlePrivacyRequestInput): Promise<void> => {
    const before = await privacySagaStore.lock(tx, [requestId]);
    if (before.length === 0) throw new PrivacyRequestNotFound();
    if (!before.some(isStuck)) throw new PrivacyRequestNotStuck(requestId);
    await sagas.advance(tx, [{ subjectId: requestId, read: (run) => (isStuck(run) ? { kind: how } : undefined) }]);
  };

function isStuck({ state }: PrivacyRequestRun): boolean {
  return state.phase === 'stuck';
}
