import type { Order, OrderStatus } from './order.ts';
import type { OrderSagaName, OrderSagas } from './order-sagas.ts';
import { decide } from './saga.ts';
import { type Failure, nextDeadline, type SagaInput, type SagaState, type TimelineEntry } from './saga-definition.ts';

/** One run of a saga, with the order that it is about. */
export interface SagaRun {
  readonly order: Order;
  readonly saga: OrderSagaName;
  readonly state: SagaState;
  /** The time for which a message is on its way that makes it look for overdue answers; undefined where none is. */
  readonly checkAt: Date | undefined;
}

/** Something that happened to an order: what it means to each of its sagas, if anything. */
export interface Happening {
  readonly orderId: string;
  readonly read: (run: SagaRun) => SagaInput | undefined;
}

/** A saga after everything that happened to it in one transaction. */
export interface SagaStep {
  readonly run: SagaRun;
  /** False where nothing is to be written, and nothing to be said. */
  readonly changed: boolean;
  readonly asks: readonly { readonly kind: 'act' | 'undo'; readonly step: string }[];
  /** What its order becomes, if anything. */
  readonly status: StatusChange | undefined;
  readonly timeline: readonly TimelineEntry[];
}

export interface StatusChange {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly failure: Failure | undefined;
}

/** Decides, without touching anything, what the happenings mean for one saga. */
export function moveOn(sagas: OrderSagas, before: SagaRun, happenings: readonly Happening[], now: Date): SagaStep {
  let run = before;
  let changed = false;
  const asks: SagaStep['asks'][number][] = [];
  const timeline: TimelineEntry[] = [];
  for (const { orderId, read } of happenings) {
    const input = orderId === run.order.id ? read(run) : undefined;
    if (!input) continue;
    const decision = decide(sagas[run.saga], run.state, input, now);
    const due = input.kind === 'tick' && isSpent(run, input.at);
    run = { ...run, state: decision.state, checkAt: due ? undefined : run.checkAt };
    changed ||= decision.effects.length > 0 || decision.timeline.length > 0 || (due && nextDeadline(run.state) !== undefined);
    asks.push(...decision.effects.flatMap((effect) => (effect.kind === 'finished' ? [] : [effect])));
    timeline.push(...decision.timeline);
  }
  return { run, changed, asks, timeline, status: run.state.phase === before.state.phase ? undefined : statusAfter(run) };
}

export const CANCELLED_ON_REQUEST: Failure = {
  code: 'orders.cancelled_on_request',
  detail: 'The order was cancelled on request.',
};

/** What the end of a saga makes of its order. */
function statusAfter({ order, saga, state: { phase, failure } }: SagaRun): StatusChange | undefined {
  const status = (becomes: OrderStatus, why: Failure | undefined) => ({ orderId: order.id, status: becomes, failure: why });
  if (phase === 'stuck') return status('needs_attention', failure);
  if (phase === 'done')
    return saga === 'place-order' ? status('confirmed', undefined) : status('cancelled', CANCELLED_ON_REQUEST);
  if (phase !== 'undone') return undefined;
  if (saga === 'place-order') return status('cancelled', failure);
  // A cancellation that came too late leaves the order as it was, unless it has needed a person on the way.
  return order.status === 'confirmed' ? undefined : status('confirmed', undefined);
}

function isSpent({ checkAt }: SagaRun, at: Date): boolean {
  return checkAt !== undefined && checkAt <= at;
}
