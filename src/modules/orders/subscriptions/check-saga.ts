import { CheckSagaV1 } from '#contracts/orders/check-saga.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { OrderSagaRunner } from '../use-cases/order-saga-runner.ts';

/** The timeout of a step: a message that a saga sent to itself. */
export const checkSaga = (sagas: OrderSagaRunner) =>
  defineBatchSubscription({
    name: 'orders.check-saga',
    on: CheckSagaV1,
    delivery: { batchSize: 100 },
    handleMany: (tx, messages) =>
      sagas.advance(
        tx,
        messages.map(({ payload }) => ({
          subjectId: payload.orderId,
          read: ({ saga }) => (saga === payload.saga ? { kind: 'tick', at: new Date(payload.at) } : undefined),
        })),
      ),
  });
