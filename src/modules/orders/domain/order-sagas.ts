import type { Failure, SagaDefinition, StepDefinition } from '#shared-kernel/saga/definition.ts';

/** The sagas of an order, by name. */
export interface OrderSagas {
  readonly 'place-order': SagaDefinition;
  readonly 'cancel-order': SagaDefinition;
}
export type OrderSagaName = keyof OrderSagas;

/** Tries of an undo, each waiting twice as long as the one before: about two hours with steps of 30 s. */
const PERSISTENT = 8;

/**
 * What an order goes through, as data. `stepSeconds` is how long an answer from a module may take; steps that
 * call a foreign system are given twice that.
 */
export function orderSagas(stepSeconds: number): OrderSagas {
  const quick = { timeoutSeconds: stepSeconds };
  const foreign = { timeoutSeconds: stepSeconds * 2 };
  const once = (name: string, timing: typeof quick, undo?: StepDefinition['undo']): StepDefinition => ({
    name,
    ...timing,
    attempts: 1,
    ...(undo === undefined ? {} : { undo }),
  });
  const until = (name: string, timing: typeof quick): StepDefinition => ({ name, ...timing, attempts: PERSISTENT });
  const undoing = (timing: typeof quick) => ({ ...timing, attempts: PERSISTENT });
  return {
    'place-order': {
      name: 'place-order',
      overdue,
      stages: [
        [once('confirm-prices', quick), once('hold-stock', quick, undoing(quick))],
        [once('authorize-payment', foreign, undoing(foreign))],
        [once('reserve-stock', quick, { ...undoing(quick), covers: ['hold-stock'] })],
        [once('create-shipment', foreign, undoing(foreign))],
        [once('capture-payment', foreign, undoing(foreign))],
      ],
    },
    'cancel-order': {
      name: 'cancel-order',
      overdue,
      stages: [[until('cancel-shipment', foreign)], [until('refund-payment', foreign), until('release-stock', quick)]],
    },
  };
}

function overdue(step: string): Failure {
  return { code: 'orders.step_timeout', detail: `The order could not be completed in time (${step}).` };
}
