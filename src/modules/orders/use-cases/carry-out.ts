import { CheckSagaV1 } from '#contracts/orders/check-saga.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderStuckV1 } from '#contracts/orders/order-stuck.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { failpoint } from '#shared-kernel/failpoints.ts';
import { nextDeadline } from '../domain/saga-definition.ts';
import { CANCELLED_ON_REQUEST, type SagaRun, type SagaStep } from '../domain/saga-run.ts';
import { addToTimeline, changeStatus } from '../persistence/orders.ts';
import { updateSagas } from '../persistence/sagas.ts';
import { orderFacts } from './order-facts.ts';
import type { SagaDeps } from './saga-deps.ts';
import { orderSignal } from './signal-keys.ts';

/** Writes what was decided and says what is to be said, in the same transaction. */
export async function carryOut(deps: SagaDeps, tx: Tx, steps: readonly SagaStep[]): Promise<void> {
  if (steps.length === 0) return;
  const at = deps.clock.now();
  await updateSagas(
    tx,
    steps.map(({ run }) => watch(deps, tx, run)),
    at,
  );
  await addToTimeline(
    tx,
    steps.flatMap(({ run, timeline }) => timeline.map((entry) => ({ ...entry, orderId: run.order.id }))),
    at,
  );
  await changeStatus(
    tx,
    steps.flatMap(({ status }) => status ?? []),
    at,
  );
  for (const step of steps) {
    for (const each of step.asks) await failpoint(each.kind === 'act' ? 'saga.beforeStep' : 'saga.duringUndo', each.step);
    ask(deps, tx, step);
    tell(deps, tx, step);
  }
  tx.afterCommit(() => {
    for (const { run } of steps) deps.signals.notify(orderSignal(run.order.id));
  });
}

/** Sees to it that a message comes when the next answer would be overdue, and not one for every answer awaited. */
export function watch({ events }: SagaDeps, tx: Tx, run: SagaRun): SagaRun {
  const { order, saga, state, checkAt } = run;
  const deadline = nextDeadline(state);
  if (deadline === undefined || (checkAt !== undefined && checkAt <= deadline)) return run;
  const payload = { orderId: order.id, saga, at: deadline.toISOString() };
  events.send(tx, CheckSagaV1, { subject: order.id, payload, deliverAt: deadline });
  return { ...run, checkAt: deadline };
}

/** Sends what the steps that were decided on ask of other modules. */
export function ask({ events, commands }: SagaDeps, tx: Tx, { run: { order, saga }, asks }: SagaStep): void {
  for (const { kind, step } of asks) commands[saga][step]?.[kind]?.(events, tx, order);
}

/** Tells the order's new status, under its new version. */
function tell({ events }: SagaDeps, tx: Tx, { run: { order, saga }, status }: SagaStep): void {
  const about = { subject: order.id, sequence: order.version + 1 };
  if (status?.status === 'confirmed') events.publish(tx, OrderConfirmedV1, { ...about, payload: orderFacts(order) });
  if (status?.status === 'cancelled') {
    const failure = status.failure ?? CANCELLED_ON_REQUEST;
    events.publish(tx, OrderCancelledV1, { ...about, payload: { ...orderFacts(order), failure } });
  }
  if (status?.status === 'needs_attention') {
    events.publish(tx, OrderStuckV1, { ...about, payload: { orderId: order.id, number: order.number, saga } });
  }
}
