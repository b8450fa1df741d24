import type { Failure, SagaDefinition, SagaPhase, StepDefinition } from '#shared-kernel/saga/definition.ts';
import type { SagaRun, SagaStep } from '#shared-kernel/saga/run.ts';
import type { PrivacyRequest, PrivacyRequestStatus } from './privacy-request.ts';

/** The sagas of requests about data, by name. */
export interface PrivacyRequestSagas {
  readonly 'erase-user': SagaDefinition;
  readonly 'export-user': SagaDefinition;
}
export type PrivacyRequestSagaName = keyof PrivacyRequestSagas;

export type PrivacyRequestRun = SagaRun<PrivacyRequest, PrivacyRequestSagaName>;
export type PrivacyRequestStep = SagaStep<PrivacyRequest, PrivacyRequestSagaName>;

/** Tries, each waiting twice as long as the one before: about eight hours with steps of a minute. */
const PERSISTENT = 9;

/**
 * One step for each module that holds personal data, named after it. Nothing is undone: what is erased is gone, and what
 * was collected expires. Orders go first, because an order under way still needs its payment, its parcel and its mails.
 */
export function privacyRequestSagas(stepSeconds: number): PrivacyRequestSagas {
  const step = (name: string): StepDefinition => ({ name, timeoutSeconds: stepSeconds, attempts: PERSISTENT });
  const after = ['payments', 'shipping', 'notifications', 'storefront'];
  return {
    'erase-user': { name: 'erase-user', overdue, stages: [[step('orders')], after.map(step)] },
    'export-user': { name: 'export-user', overdue, stages: [['identity', 'orders', ...after].map(step)] },
  };
}

/** What a saga's coming to another phase makes of its request. */
export function statusAfter(reached: SagaPhase): PrivacyRequestStatus {
  if (reached === 'done') return 'completed';
  return reached === 'stuck' ? 'needs_attention' : 'pending';
}

function overdue(step: string): Failure {
  return { code: 'identity.step_timeout', detail: `No answer in time from ${step}.` };
}
