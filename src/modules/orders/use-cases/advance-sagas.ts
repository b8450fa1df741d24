import { CheckSagaV1 } from '#contracts/orders/check-saga.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderStuckV1 } from '#contracts/orders/order-stuck.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { OrderSagas } from '../domain/order-sagas.ts';
import { decide } from '../domain/saga.ts';
import { nextDeadline, type SagaInput, type TimelineEntry } from '../domain/saga-definition.ts';
import { addToTimeline, changeStatus, type Order, type StatusChange } from '../persistence/orders.ts';
import { lockSagas, type SagaRun, updateSagas } from '../persistence/sagas.ts';
import { orderFacts } from './order-facts.ts';
import type { sagaCommands } from './saga-commands.ts';

export interface SagaDeps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly definitions: OrderSagas;
  readonly commands: ReturnType<typeof sagaCommands>;
}

/** Something that happened to an order: what it means to each of its sagas, if anything. */
export interface Happening {
  readonly orderId: string;
  readonly read: (run: SagaRun) => SagaInput | undefined;
}

export type AdvanceSagas = ReturnType<typeof advanceSagas>;

/** Moves the sagas of many orders on, set-wise: one lock, one decision each, one write, and what is to be said. */
export const advanceSagas =
  (deps: SagaDeps) =>
  async (tx: Tx, happenings: readonly Happening[]): Promise<readonly SagaRun[]> => {
    const orderIds = [...new Set(happenings.map(({ orderId }) => orderId))];
    const before = await lockSagas(tx, orderIds);
    const steps = before.map((run) => move(deps, run, happenings));
    const moved = steps.filter(({ changed }) => changed);
    await carryOut(deps, tx, moved);
    return steps.map(({ run }) => run);
  };

/** A saga after everything that happened to it in one transaction. */
export interface SagaStep {
  readonly run: SagaRun;
  readonly changed: boolean;
  readonly asks: readonly { readonly kind: 'act' | 'undo'; readonly step: string }[];
  readonly finished: 'done' | 'undone' | 'stuck' | undefined;
  readonly timeline: readonly TimelineEntry[];
}

/** Decides, without touching anything, what the happenings mean for one saga. */
export function move({ definitions, clock }: SagaDeps, run: SagaRun, happenings: readonly Happening[]): SagaStep {
  let current = run;
  let step: SagaStep = { run, changed: false, asks: [], finished: undefined, timeline: [] };
  for (const { orderId, read } of happenings) {
    const input = orderId === run.order.id ? read(current) : undefined;
    if (!input) continue;
    const { state, effects, timeline } = decide(definitions[run.saga], current.state, input, clock.now());
    current = { ...current, state };
    const asks = effects.flatMap((effect) => (effect.kind === 'finished' ? [] : [effect]));
    const finished = effects.find((effect) => effect.kind === 'finished')?.phase ?? step.finished;
    step = {
      run: current,
      changed: step.changed || effects.length > 0 || timeline.length > 0 || input.kind === 'tick',
      asks: [...step.asks, ...asks],
      finished,
      timeline: [...step.timeline, ...timeline],
    };
  }
  return step;
}

/** Writes what was decided and says what is to be said, in the same transaction. */
export async function carryOut(deps: SagaDeps, tx: Tx, steps: readonly SagaStep[]): Promise<void> {
  if (steps.length === 0) return;
  const at = deps.clock.now();
  const watched = steps.map((step) => ({ ...step, run: watch(deps, tx, step.run) }));
  await updateSagas(
    tx,
    watched.map(({ run }) => run),
    at,
  );
  await addToTimeline(
    tx,
    watched.flatMap(({ run, timeline }) => timeline.map((entry) => ({ ...entry, orderId: run.order.id }))),
    at,
  );
  await changeStatus(tx, watched.flatMap(statusChangeOf), at);
  for (const step of watched) {
    ask(deps, tx, step);
    tell(deps, tx, step);
  }
  tx.afterCommit(() => {
    for (const { run } of watched) deps.signals.notify(orderSignal(run.order.id));
  });
}

/** The key under which those who wait for an order are told to look again. */
export function orderSignal(orderId: string): string {
  return `order:${orderId}`;
}

/** Sees to it that a message comes when the next answer would be overdue, and not one for every answer awaited. */
export function watch({ events, clock }: SagaDeps, tx: Tx, run: SagaRun): SagaRun {
  const deadline = nextDeadline(run.state);
  const pending = run.checkAt !== undefined && run.checkAt > clock.now();
  if (deadline === undefined || (pending && run.checkAt <= deadline)) return run;
  const { order, saga } = run;
  events.send(tx, CheckSagaV1, { subject: order.id, payload: { orderId: order.id, saga }, deliverAt: deadline });
  return { ...run, checkAt: deadline };
}

/** Sends what the steps that were decided on ask of other modules. */
export function ask({ events, commands }: SagaDeps, tx: Tx, { run: { order, saga }, asks }: SagaStep): void {
  for (const { kind, step } of asks) commands[saga][step]?.[kind]?.(events, tx, order);
}

function tell({ events }: SagaDeps, tx: Tx, { run, finished }: SagaStep): void {
  const { order, saga, state } = run;
  const [changed] = statusChangeOf({ run, finished });
  if (!changed) return;
  const subject = order.id;
  const sequence = order.version + 1;
  if (changed.status === 'confirmed') events.publish(tx, OrderConfirmedV1, { subject, sequence, payload: orderFacts(order) });
  if (changed.status === 'cancelled') {
    const failure = state.failure ?? CANCELLED_ON_REQUEST;
    events.publish(tx, OrderCancelledV1, { subject, sequence, payload: { ...orderFacts(order), failure } });
  }
  if (changed.status === 'needs_attention') {
    events.publish(tx, OrderStuckV1, { subject, sequence, payload: { orderId: order.id, number: order.number, saga } });
  }
}

export const CANCELLED_ON_REQUEST = { code: 'orders.cancelled_on_request', detail: 'The order was cancelled on request.' };

/** What the end of a saga makes of its order; nothing where a cancellation came too late. */
function statusChangeOf({ run: { order, saga, state }, finished }: Pick<SagaStep, 'run' | 'finished'>): readonly StatusChange[] {
  if (finished === undefined) return [];
  const change = (status: Order['status'], failure: StatusChange['failure']) => [{ orderId: order.id, status, failure }];
  if (finished === 'stuck') return change('needs_attention', state.failure ?? order.failure);
  if (saga === 'cancel-order') return finished === 'done' ? change('cancelled', CANCELLED_ON_REQUEST) : [];
  return finished === 'done' ? change('confirmed', undefined) : change('cancelled', state.failure);
}
