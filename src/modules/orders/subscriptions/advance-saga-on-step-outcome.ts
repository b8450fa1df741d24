import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { AdvanceSagas } from '../use-cases/advance-sagas.ts';
import { readAnswer, sagaAnswers } from '../use-cases/saga-answers.ts';

/** Every answer to what a saga asked for moves it on; set-wise, because every order passes here several times. */
export const advanceSagaOnStepOutcome = (advance: AdvanceSagas) =>
  defineBatchSubscription({
    name: 'orders.advance-saga-on-step-outcome',
    on: sagaAnswers,
    delivery: { batchSize: 100 },
    handleMany: (tx, messages) =>
      advance(
        tx,
        messages.map((message) => ({ orderId: message.subject, read: readAnswer(message) })),
      ),
  });
