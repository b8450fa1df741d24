import { CheckDataRequestV1 } from '#contracts/identity/check-data-request.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { type SagaRunner, sagaRunner } from '#shared-kernel/saga/runner.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { DataRequest } from '../domain/data-request.ts';
import {
  type DataRequestSagaName,
  type DataRequestSagas,
  type DataRequestStep,
  statusAfter,
} from '../domain/data-request-sagas.ts';
import { dataRequests } from '../persistence/data-requests.ts';
import { dataSagaStore } from '../persistence/data-sagas.ts';
import { dataRequestCommands } from './data-request-commands.ts';
import { dataRequestSignal } from './data-request-signal.ts';

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly definitions: DataRequestSagas;
}

export type DataRequestRunner = SagaRunner<DataRequest, DataRequestSagaName>;

/** Moves erasures and exports. The end of an erasure is told to whoever else kept a copy. */
export function dataRequestRunner({ events, clock, signals, definitions }: Deps): DataRequestRunner {
  return sagaRunner({
    events,
    clock,
    definitions,
    commands: dataRequestCommands,
    store: dataSagaStore,
    remind: (tx, { subject: { id }, saga }, at) =>
      events.send(tx, CheckDataRequestV1, {
        subject: id,
        payload: { requestId: id, saga, at: at.toISOString() },
        deliverAt: at,
      }),
    async moved(tx, steps) {
      for (const step of steps) await settle(tx, step);
      tx.afterCommit(() => {
        for (const { run } of steps) signals.notify(dataRequestSignal(run.subject.id));
      });
    },
  });

  async function settle(tx: Tx, { run: { subject: request }, reached }: DataRequestStep): Promise<void> {
    if (reached === undefined) return;
    await dataRequests.changeStatus(tx, request.id, statusAfter(reached), clock.now());
    if (reached !== 'done' || request.kind !== 'erasure') return;
    const { userId, userVersion } = request;
    events.publish(tx, UserErasedV1, { subject: userId, sequence: userVersion + 1, payload: { userId } });
  }
}
