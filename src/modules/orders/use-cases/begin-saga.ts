import type { Tx } from '#shared-kernel/database/database.ts';
import type { Order } from '../domain/order.ts';
import type { OrderSagaName } from '../domain/order-sagas.ts';
import { newSaga } from '../domain/saga-definition.ts';
import { moveOn } from '../domain/saga-run.ts';
import { insertSaga } from '../persistence/sagas.ts';
import { ask, watch } from './carry-out.ts';
import type { SagaDeps } from './saga-deps.ts';

/** Begins a saga of an order: its first stage is asked for in this transaction. */
export async function beginSaga(deps: SagaDeps, tx: Tx, order: Order, saga: OrderSagaName): Promise<void> {
  const now = deps.clock.now();
  const fresh = { order, saga, state: newSaga(deps.definitions[saga]), checkAt: undefined };
  const step = moveOn(deps.definitions, fresh, [{ orderId: order.id, read: () => ({ kind: 'begin' }) }], now);
  await insertSaga(tx, watch(deps, tx, step.run), now);
  ask(deps, tx, step);
}
