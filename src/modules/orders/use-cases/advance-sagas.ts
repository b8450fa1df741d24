import type { Tx } from '#shared-kernel/database/database.ts';
import { type Happening, moveOn, type SagaRun } from '../domain/saga-run.ts';
import { lockSagas } from '../persistence/sagas.ts';
import { carryOut } from './carry-out.ts';
import type { SagaDeps } from './saga-deps.ts';

export type AdvanceSagas = ReturnType<typeof advanceSagas>;

/** Moves the sagas of many orders on, set-wise: one lock, one decision each, one write, and what is to be said. */
export const advanceSagas =
  (deps: SagaDeps) =>
  async (tx: Tx, happenings: readonly Happening[]): Promise<readonly SagaRun[]> => {
    const orderIds = [...new Set(happenings.map(({ orderId }) => orderId))];
    const runs = await lockSagas(tx, orderIds);
    const now = deps.clock.now();
    const steps = runs.map((run) => moveOn(deps.definitions, run, happenings, now));
    await carryOut(
      deps,
      tx,
      steps.filter(({ changed }) => changed),
    );
    return steps.map(({ run }) => run);
  };
