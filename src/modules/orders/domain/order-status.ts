import type { Failure } from '#shared-kernel/saga/definition.ts';
import type { SagaRun, SagaStep } from '#shared-kernel/saga/run.ts';
import type { Order, OrderStatus } from './order.ts';
import type { OrderSagaName } from './order-sagas.ts';

export type OrderSagaRun = SagaRun<Order, OrderSagaName>;
export type OrderSagaStep = SagaStep<Order, OrderSagaName>;

export interface StatusChange {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly failure: Failure | undefined;
}

/** What a saga's coming to another phase makes of its order, if anything. */
export function statusAfter({ run: { subject: order, saga, state }, reached }: OrderSagaStep): StatusChange | undefined {
  const { failure } = state;
  const status = (becomes: OrderStatus, why: Failure | undefined) => ({ orderId: order.id, status: becomes, failure: why });
  if (reached === 'stuck') return status('needs_attention', failure);
  if (reached === 'done')
    return saga === 'place-order' ? status('confirmed', undefined) : status('cancelled', CANCELLED_ON_REQUEST);
  if (reached !== 'undone') return undefined;
  if (saga === 'place-order') return status('cancelled', failure);
  // A cancellation that came too late leaves the order as it was, unless it has needed a person on the way.
  return order.status === 'confirmed' ? undefined : status('confirmed', undefined);
}

export const CANCELLED_ON_REQUEST: Failure = {
  code: 'orders.cancelled_on_request',
  detail: 'The order was cancelled on request.',
};
