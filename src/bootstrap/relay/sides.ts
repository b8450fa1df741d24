import type { NatsConnection } from '@nats-io/transport-node';
import type { RelayRoute } from '../messaging/relay-queues.ts';
import type { Worker } from '../messaging/worker.ts';
import { AnswerQuestions } from './answer-questions.ts';
import { Confirmations } from './confirmations.ts';
import { Inbox, type InboxDeps } from './inbox.ts';
import type { Receiver } from './receiver.ts';
import { Reconciler, type ReconcilerDeps } from './reconciler.ts';
import { type RelayWorkerDeps, relayWorker } from './relay-worker.ts';

/** One half of the relay for one module. */
interface Side {
  /** Told of each new connection to the broker. */
  subscribe(connection: NatsConnection): void;
  /** Told whenever the broker can be used (again). */
  start(): void;
  /** Begins nothing more. */
  drain(): void;
}

/** What one module says to those in other databases. */
export interface SendingSide extends Side {
  readonly routes: readonly RelayRoute[];
  readonly workers: readonly Worker[];
  readonly reconcilers: readonly Reconciler[];
  /** Resolves when nothing is under way any more; questions end with the connection. */
  settled(): Promise<void>;
}

export type SendingDeps = Omit<ReconcilerDeps, 'confirmations'> & RelayWorkerDeps;

export function sendingSide(from: string, remote: readonly string[], deps: SendingDeps): SendingSide {
  const confirmations = new Confirmations(from, deps);
  const routes = remote.map((to) => ({ from, to }));
  const reconcilers = routes.map((route) => new Reconciler(route, { ...deps, confirmations }));
  return {
    routes,
    workers: routes.map((route) => relayWorker(route, deps)),
    reconcilers,
    subscribe: (connection) => confirmations.subscribe(connection),
    start() {
      for (const reconciler of reconcilers) reconciler.start();
    },
    drain() {
      for (const reconciler of reconcilers) reconciler.drain();
    },
    async settled() {
      await Promise.all(reconcilers.map((reconciler) => reconciler.settled()));
      await confirmations.settled();
    },
  };
}

/** What one module hears of those in other databases. */
export interface ReceivingSide extends Side {
  readonly name: string;
  /** True while messages can arrive. */
  readonly attached: boolean;
  /** Messages that the broker held for the module when it was last looked at. */
  readonly pending: number;
  /** Resolves when what had arrived is taken in, and no question is being answered any more. */
  settled(): Promise<void>;
}

export function receivingSide(module: Receiver, deps: InboxDeps): ReceivingSide {
  const inbox = new Inbox(module, deps);
  const answers = new AnswerQuestions(module, deps.complain);
  return {
    name: module.name,
    get attached() {
      return inbox.attached;
    },
    get pending() {
      return answers.pending;
    },
    subscribe: (connection) => answers.subscribe(connection),
    start: () => inbox.start(),
    drain() {
      inbox.drain();
      answers.drain();
    },
    async settled() {
      await inbox.settled();
      await answers.settled();
    },
  };
}
