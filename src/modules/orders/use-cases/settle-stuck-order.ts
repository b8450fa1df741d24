import type { Tx } from '#shared-kernel/database/database.ts';
import { OrderNotFound, SagaNotStuck } from '../domain/errors.ts';
import type { OrderSagaRun } from '../domain/order-status.ts';
import { lockSagas } from '../persistence/sagas.ts';
import type { OrderSagaRunner } from './order-saga-runner.ts';

export interface SettleStuckOrderInput {
  readonly orderId: string;
  /** `retry` asks again for what is stuck; `resolve` says that a person has done it by hand. */
  readonly how: 'retry' | 'resolve';
}

export type SettleStuckOrder = ReturnType<typeof settleStuckOrder>;

/** What a person does about an order that needs attention. */
export const settleStuckOrder =
  ({ sagas }: { readonly sagas: OrderSagaRunner }) =>
  async (tx: Tx, { orderId, how }: SettleStuckOrderInput): Promise<void> => {
    const before = await lockSagas(tx, [orderId]);
    if (before.length === 0) throw new OrderNotFound();
    if (!before.some(isStuck)) throw new SagaNotStuck(orderId);
    await sagas.advance(tx, [{ subjectId: orderId, read: (run) => (isStuck(run) ? { kind: how } : undefined) }]);
  };

function isStuck({ state }: OrderSagaRun): boolean {
  return state.phase === 'stuck';
}
