import type { Tx } from '#shared-kernel/database/database.ts';
import { OrderNotFound, SagaNotStuck } from '../domain/errors.ts';
import type { SagaRun } from '../domain/saga-run.ts';
import { lockSagas } from '../persistence/sagas.ts';
import type { AdvanceSagas } from './advance-sagas.ts';

export interface SettleStuckOrderInput {
  readonly orderId: string;
  /** `retry` asks again for what is stuck; `resolve` says that a person has done it by hand. */
  readonly how: 'retry' | 'resolve';
}

export type SettleStuckOrder = ReturnType<typeof settleStuckOrder>;

/** What a person does about an order that needs attention. */
export const settleStuckOrder =
  ({ advance }: { readonly advance: AdvanceSagas }) =>
  async (tx: Tx, { orderId, how }: SettleStuckOrderInput): Promise<void> => {
    const before = await lockSagas(tx, [orderId]);
    if (before.length === 0) throw new OrderNotFound();
    if (!before.some(isStuck)) throw new SagaNotStuck(orderId);
    await advance(tx, [{ orderId, read: (run) => (isStuck(run) ? { kind: how } : undefined) }]);
  };

function isStuck({ state }: SagaRun): boolean {
  return state.phase === 'stuck';
}
