import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { type ErasedKind, type PartOfExport, privacyAnswers } from '../persistence/privacy-answers.ts';
import { privacySagaStore } from '../persistence/privacy-sagas.ts';
import type { PrivacyRequestRunner } from './privacy-request-runner.ts';

interface From {
  readonly requestId: string;
  readonly module: string;
}

interface Deps {
  readonly clock: Clock;
  readonly sagas: PrivacyRequestRunner;
}

export type TakeErasureReport = ReturnType<typeof takeErasureReport>;
export type TakeExportPart = ReturnType<typeof takeExportPart>;

/** Puts what a module did on the receipt, and moves the erasure on. */
export const takeErasureReport =
  ({ clock, sagas }: Deps) =>
  async (tx: Tx, { requestId, module, records }: From & { readonly records: readonly ErasedKind[] }): Promise<void> => {
    if ((await privacySagaStore.lock(tx, [requestId])).length === 0) return;
    await privacyAnswers.addReport(tx, { requestId, module, records, at: clock.now() });
    await answered(sagas, tx, { requestId, module });
  };

/** Keeps a part of an export as it came. The module has answered once a whole reading is there. */
export const takeExportPart =
  ({ sagas }: Pick<Deps, 'sagas'>) =>
  async (tx: Tx, { requestId, module, ...part }: From & PartOfExport): Promise<void> => {
    // An export of a user who was erased meanwhile is gone: nothing of it is kept.
    if ((await privacySagaStore.lock(tx, [requestId])).length === 0) return;
    if (await privacyAnswers.addPart(tx, requestId, module, part)) await answered(sagas, tx, { requestId, module });
  };

async function answered(sagas: PrivacyRequestRunner, tx: Tx, { requestId, module }: From): Promise<void> {
  await sagas.advance(tx, [{ subjectId: requestId, read: () => ({ kind: 'done', step: module }) }]);
}
