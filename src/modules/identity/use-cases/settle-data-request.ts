import type { Tx } from '#shared-kernel/database/database.ts';
import { DataRequestNotFound, DataRequestNotStuck } from '../domain/data-request-errors.ts';
import type { DataRequestRun } from '../domain/data-request-sagas.ts';
import { dataSagaStore } from '../persistence/data-sagas.ts';
import type { DataRequestRunner } from './data-request-runner.ts';

export interface SettleDataRequestInput {
  readonly requestId: string;
  /** `retry` asks again for what is stuck; `resolve` says that a person has done it by hand. */
  readonly how: 'retry' | 'resolve';
}

export type SettleDataRequest = ReturnType<typeof settleDataRequest>;

/** What a person does about an erasure or an export that needs attention. */
export const settleDataRequest =
  ({ sagas }: { readonly sagas: DataRequestRunner }) =>
  async (tx: Tx, { requestId, how }: SettleDataRequestInput): Promise<void> => {
    const before = await dataSagaStore.lock(tx, [requestId]);
    if (before.length === 0) throw new DataRequestNotFound();
    if (!before.some(isStuck)) throw new DataRequestNotStuck(requestId);
    await sagas.advance(tx, [{ subjectId: requestId, read: (run) => (isStuck(run) ? { kind: how } : undefined) }]);
  };

function isStuck({ state }: DataRequestRun): boolean {
  return state.phase === 'stuck';
}
