import type { Tx } from '#shared-kernel/database/database.ts';
import { OrderNotFound, SagaNotStuck } from '../domain/errors.ts';
import { findOrder, type Order } from '../persistence/orders.ts';
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
  async (tx: Tx, { orderId, how }: SettleStuckOrderInput): Promise<Order> => {
    let stuck = false;
    await advance(tx, [
      {
        orderId,
        read: ({ state }) => {
          if (state.phase !== 'stuck') return undefined;
          stuck = true;
          return { kind: how };
        },
      },
    ]);
    const order = await findOrder(tx, orderId);
    if (!order) throw new OrderNotFound();
    if (!stuck) throw new SagaNotStuck(orderId);
    return order;
  };
