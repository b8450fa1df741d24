import { CheckSagaV1 } from '#contracts/orders/check-saga.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderStuckV1 } from '#contracts/orders/order-stuck.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { type SagaRunner, sagaRunner } from '#shared-kernel/saga/runner.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { Order } from '../domain/order.ts';
import type { OrderSagaName, OrderSagas } from '../domain/order-sagas.ts';
import { CANCELLED_ON_REQUEST, type OrderSagaStep, type StatusChange, statusAfter } from '../domain/order-status.ts';
import { changeStatus } from '../persistence/orders.ts';
import { orderSagaStore } from '../persistence/sagas.ts';
import { orderFacts } from './order-facts.ts';
import type { OrderSagaCommands } from './saga-commands.ts';
import { orderSignal, settledSignal } from './signal-keys.ts';

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly definitions: OrderSagas;
  readonly commands: OrderSagaCommands;
}

export type OrderSagaRunner = SagaRunner<Order, OrderSagaName>;

/** Moves the sagas of orders, and gives each order the status that its sagas come to. */
export function orderSagaRunner({ events, clock, signals, definitions, commands }: Deps): OrderSagaRunner {
  return sagaRunner({
    events,
    clock,
    definitions,
    commands,
    store: orderSagaStore,
    remind: (tx, { subject: { id }, saga }, at) =>
      events.send(tx, CheckSagaV1, {
        subject: id,
        payload: { orderId: id, saga, at: at.toISOString() },
        deliverAt: at,
      }),
    async moved(tx, steps) {
      const changes = steps.map((step) => ({ step, change: statusAfter(step) }));
      await changeStatus(
        tx,
        changes.flatMap(({ change }) => change ?? []),
        clock.now(),
      );
      for (const { step, change } of changes) if (change) tell(events, tx, step, change);
      tx.afterCommit(() => {
        for (const { run, reached } of steps) {
          signals.notify(orderSignal(run.subject.id));
          if (reached !== undefined) signals.notify(settledSignal(run.subject.id));
        }
      });
    },
  });
}

/** Tells the order's new status, under its new version. */
function tell(
  events: EventBus,
  tx: Tx,
  { run: { subject: order, saga } }: OrderSagaStep,
  { status, failure }: StatusChange,
): void {
  const about = { subject: order.id, sequence: order.version + 1 };
  if (status === 'confirmed') events.publish(tx, OrderConfirmedV1, { ...about, payload: orderFacts(order) });
  if (status === 'cancelled') {
    const payload = { ...orderFacts(order), failure: failure ?? CANCELLED_ON_REQUEST };
    events.publish(tx, OrderCancelledV1, { ...about, payload });
  }
  if (status === 'needs_attention') {
    const whose = order.userId === undefined ? {} : { userId: order.userId };
    events.publish(tx, OrderStuckV1, { ...about, payload: { orderId: order.id, ...whose, number: order.number, saga } });
  }
}
