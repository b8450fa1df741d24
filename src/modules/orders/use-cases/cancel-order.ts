import type { Tx } from '#shared-kernel/database/database.ts';
import { mayAccess, type Visitor } from '../domain/access.ts';
import { OrderNotCancellable, OrderNotFound } from '../domain/errors.ts';
import { findOrder, type Order } from '../persistence/orders.ts';
import { type AdvanceSagas, CANCELLED_ON_REQUEST, type SagaDeps } from './advance-sagas.ts';
import { beginSaga } from './place-order.ts';

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
  (deps: SagaDeps & { readonly advance: AdvanceSagas }) =>
  async (tx: Tx, { orderId, visitor }: CancelOrderInput): Promise<Order> => {
    const found = await findOrder(tx, orderId);
    if (!found || !mayAccess(visitor, found)) throw new OrderNotFound();
    // The sagas are locked before the status is believed: it may have changed since it was read.
    const runs = await deps.advance(tx, [{ orderId, read: ({ saga }) => turnBack(saga) }]);
    const order = runs[0]?.order ?? found;
    if (order.status === 'needs_attention') {
      throw new OrderNotCancellable('The order is being looked after by a person already. Ask the shop.');
    }
    const running = runs.some(({ saga, state }) => saga === 'cancel-order' && state.phase === 'forward');
    const refused = runs.some(({ saga, state }) => saga === 'cancel-order' && state.phase === 'undone');
    if (refused) throw new OrderNotCancellable('Too late to cancel: the order is on its way.');
    if (order.status === 'confirmed' && !running) await beginSaga(deps, tx, order, 'cancel-order');
    return order;
  };

function turnBack(saga: string) {
  return saga === 'place-order' ? ({ kind: 'cancel', failure: CANCELLED_ON_REQUEST } as const) : undefined;
}
