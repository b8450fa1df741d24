import type { Failure, SagaDefinition, SagaPhase, StepDefinition } from '#shared-kernel/saga/definition.ts';
import type { SagaRun, SagaStep } from '#shared-kernel/saga/run.ts';
import type { DataRequest, DataRequestStatus } from './data-request.ts';

/** The sagas of requests about data, by name. */
export interface DataRequestSagas {
  readonly 'erase-user': SagaDefinition;
  readonly 'export-user': SagaDefinition;
}
export type DataRequestSagaName = keyof DataRequestSagas;

export type DataRequestRun = SagaRun<DataRequest, DataRequestSagaName>;
export type DataRequestStep = SagaStep<DataRequest, DataRequestSagaName>;

/** Tries, each waiting twice as long as the one before: about eight hours with steps of a minute. */
const PERSISTENT = 9;

/**
 * One step for each module that holds personal data, named after it. Nothing is undone: what is erased is gone, and what
 * was collected expires. Orders go first, because an order under way still needs its payment, its parcel and its mails.
 */
export function dataRequestSagas(stepSeconds: number): DataRequestSagas {
  const step = (name: string): StepDefinition => ({ name, timeoutSeconds: stepSeconds, attempts: PERSISTENT });
  const after = ['payments', 'shipping', 'notifications', 'storefront'];
  return {
    'erase-user': { name: 'erase-user', overdue, stages: [[step('orders')], after.map(step)] },
    'export-user': { name: 'export-user', overdue, stages: [['identity', 'orders', ...after].map(step)] },
  };
}

/** What a saga's coming to another phase makes of its request. */
export function statusAfter(reached: SagaPhase): DataRequestStatus {
  if (reached === 'done') return 'completed';
  return reached === 'stuck' ? 'needs_attention' : 'pending';
}

function overdue(step: string): Failure {
  return { code: 'identity.step_timeout', detail: `No answer in time from ${step}.` };
}
