import { CheckPrivacyRequestV1 } from '#contracts/identity/check-privacy-request.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { type SagaRunner, sagaRunner } from '#shared-kernel/saga/runner.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { PrivacyRequest } from '../domain/privacy-request.ts';
import {
  type PrivacyRequestSagaName,
  type PrivacyRequestSagas,
  type PrivacyRequestStep,
  statusAfter,
} from '../domain/privacy-request-sagas.ts';
import { privacyRequests } from '../persistence/privacy-requests.ts';
import { privacySagaStore } from '../persistence/privacy-sagas.ts';
import { privacyRequestCommands } from './privacy-request-commands.ts';
import { privacyRequestSignal } from './privacy-request-signal.ts';

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly definitions: PrivacyRequestSagas;
}

export type PrivacyRequestRunner = SagaRunner<PrivacyRequest, PrivacyRequestSagaName>;

/** Moves erasures and exports. The end of an erasure is told to whoever else kept a copy. */
export function privacyRequestRunner({ events, clock, signals, definitions }: Deps): PrivacyRequestRunner {
  return sagaRunner({
    events,
    clock,
    definitions,
    commands: privacyRequestCommands,
    store: privacySagaStore,
    remind: (tx, { subject: { id }, saga }, at) =>
      events.send(tx, CheckPrivacyRequestV1, {
        subject: id,
        payload: { requestId: id, saga, at: at.toISOString() },
        deliverAt: at,
      }),
    async moved(tx, steps) {
      for (const step of steps) await settle(tx, step);
      tx.afterCommit(() => {
        for (const { run } of steps) signals.notify(privacyRequestSignal(run.subject.id));
      });
    },
  });

  async function settle(tx: Tx, { run: { subject: request }, reached }: PrivacyRequestStep): Promise<void> {
    if (reached === undefined) return;
    await privacyRequests.changeStatus(tx, request.id, statusAfter(reached), clock.now());
    if (reached !== 'done' || request.kind !== 'erasure') return;
    const { userId, userVersion } = request;
    events.publish(tx, UserErasedV1, { subject: userId, sequence: userVersion + 1, payload: { userId } });
  }
}
