import type { Tx } from '#shared-kernel/database/database.ts';
import { mayAccess, type Visitor } from '../domain/access.ts';
import { OrderNotCancellable, OrderNotFound } from '../domain/errors.ts';
import { CANCELLED_ON_REQUEST, type OrderSagaRun } from '../domain/order-status.ts';
import { lockSagas } from '../persistence/sagas.ts';
import type { OrderSagaRunner } from './order-saga-runner.ts';

export interface CancelOrderInput {
  readonly orderId: string;
  readonly visitor: Visitor;
}

export type CancelOrder = ReturnType<typeof cancelOrder>;

/**
 * Asks for the end of an order: one under way turns back, a confirmed one gets a saga that calls off its
 * shipment, gives back its money and releases its stock. Asking twice is asking once.
 */
export const cancelOrder =
  ({ sagas }: { readonly sagas: OrderSagaRunner }) =>
  async (tx: Tx, { orderId, visitor }: CancelOrderInput): Promise<void> => {
    const [first] = await lockSagas(tx, [orderId]);
    if (!first || !mayAccess(visitor, first.subject)) throw new OrderNotFound();
    // Locked above and read again here: a cancellation that was begun while this waited is seen, and not begun twice.
    const runs = await sagas.advance(tx, [{ subjectId: orderId, read: turnBack }]);
    const { subject: order } = runs[0] ?? first;
    if (order.status === 'needs_attention') {
      throw new OrderNotCancellable('The order is being looked after by a person already. Ask the shop.');
    }
    const cancellation = runs.find(({ saga }) => saga === 'cancel-order');
    if (cancellation?.state.phase === 'undone') throw new OrderNotCancellable('Too late to cancel: the order is on its way.');
    if (order.status === 'confirmed' && !cancellation) await sagas.begin(tx, order, 'cancel-order');
  };

function turnBack({ saga }: OrderSagaRun) {
  return saga === 'place-order' ? ({ kind: 'cancel', failure: CANCELLED_ON_REQUEST } as const) : undefined;
}
