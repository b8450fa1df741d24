import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { OrderSagaRunner } from '../use-cases/order-saga-runner.ts';
import { readAnswer, sagaAnswers } from '../use-cases/saga-answers.ts';

/** Every answer to what a saga asked for moves it on; set-wise, because every order passes here several times. */
export const advanceSagaOnStepOutcome = (sagas: OrderSagaRunner) =>
  defineBatchSubscription({
    name: 'orders.advance-saga-on-step-outcome',
    on: sagaAnswers,
    delivery: { batchSize: 100 },
    handleMany: (tx, messages) =>
      sagas.advance(
        tx,
        messages.map((message) => ({ subjectId: message.subject, read: readAnswer(message) })),
      ),
  });
