import type { PgBoss } from 'pg-boss';
import type { Database } from '#shared-kernel/database/database.ts';
import type { Log } from '#shared-kernel/log.ts';
import { endsWithin } from '../messaging/ends-within.ts';
import type { Complain } from '../messaging/seldom.ts';
import type { Worker } from '../messaging/worker.ts';
import type { Metrics } from '../metrics/registry.ts';
import { Broker, type BrokerConnection } from './broker.ts';
import { OutboxWatch } from './outbox-watch.ts';
import type { Receiver } from './receiver.ts';
import type { ReconcilerPace } from './reconciler.ts';
import { relayCounters, relayGauges } from './relay-metrics.ts';
import { type ReceivingSide, receivingSide, type SendingSide, sendingSide } from './sides.ts';
import type { StreamLimits } from './streams.ts';

export interface RelayOptions {
  readonly connection: BrokerConnection;
  readonly limits: StreamLimits;
  /** Of the process, as the broker's operators see it. */
  readonly process: string;
  readonly boss: PgBoss;
  /** The queues under the role of the bus. */
  readonly database: Database;
  /** The modules at work here. */
  readonly modules: readonly Receiver[];
  /** The names of the modules in other databases. */
  readonly remote: readonly string[];
  /** Wakes whoever works off these queues, here and elsewhere. */
  readonly ring: (queues: ReadonlySet<string>) => void;
  readonly log: Log;
  readonly complain: Complain;
  readonly metrics: Metrics;
  /** Default: as suits production. */
  readonly pace?: ReconcilerPace;
}

/** How the relay is, for readiness. */
export interface RelayState {
  readonly connected: boolean;
  /** Modules at work here that hear other databases as things are. */
  readonly hearing: readonly string[];
}

/** Carries messages between the modules at work here and those in other databases. */
export interface Relay {
  /** Work off what is said to other databases: to be hosted by the bus. */
  readonly workers: readonly Worker[];
  /** Begins. Does not wait for the broker. */
  start(): Promise<void>;
  /** Takes in and compares nothing more. What the workers do is the bus's to end. */
  drain(): void;
  /** Ends what is under way, or leaves it to others at the deadline. After the bus's workers, before its connections. */
  stop(deadlineMs: number): Promise<void>;
  readonly state: RelayState;
  /** How long the slowest queue of this module in another database was waiting when it last told; undefined where it has not. */
  waitingSeconds(module: string): number | undefined;
}

/** Puts the relay of one process together. Nothing is connected before it is started. */
export function openRelay(options: RelayOptions): Relay {
  const { connection, process, modules, remote, database, log, complain, metrics } = options;
  const { relayed, received } = relayCounters(metrics);
  const broker = new Broker({ ...connection, name: `tessera:${process}`, log, complain });
  const senders = modules.map(({ name }) => sendingSide(name, remote, { ...options, broker, count: relayed }));
  const receivers = modules.map((module) => receivingSide(module, { ...options, broker, count: received }));
  const workers = senders.flatMap((side) => side.workers);
  const watch = new OutboxWatch(
    senders.flatMap(({ routes }) => routes),
    database,
    complain,
  );
  const sides = [...senders, ...receivers];
  broker.listen({
    onOpen(opened) {
      for (const side of sides) side.subscribe(opened);
    },
    onUsable() {
      for (const side of sides) side.start();
      for (const worker of workers) worker.wake();
    },
  });
  relayGauges(metrics, {
    connected: () => broker.usable !== undefined,
    lags: () => watch.lags,
    pending: () => receivers,
  });
  return {
    workers,
    async start() {
      broker.start();
      await watch.start();
    },
    drain() {
      for (const side of sides) side.drain();
    },
    stop: (deadlineMs) => stop({ broker, senders, receivers, watch }, deadlineMs),
    get state() {
      const hearing = receivers.filter(({ attached }) => attached).map(({ name }) => name);
      return { connected: broker.usable !== undefined, hearing };
    },
    waitingSeconds: (module) => longestWait(senders, module),
  };
}

interface Parts {
  readonly broker: Broker;
  readonly senders: readonly SendingSide[];
  readonly receivers: readonly ReceivingSide[];
  readonly watch: OutboxWatch;
}

async function stop({ broker, senders, receivers, watch }: Parts, deadlineMs: number): Promise<void> {
  for (const side of [...senders, ...receivers]) side.drain();
  await watch.stop();
  // What is not taken in by the deadline is not acknowledged either: the broker gives it to another.
  await endsWithin(deadlineMs, Promise.all(receivers.map((side) => side.settled())));
  // Ends the questions under way, too.
  await broker.stop();
  await Promise.all(senders.map((side) => side.settled()));
}

function longestWait(senders: readonly SendingSide[], module: string): number | undefined {
  const told = senders.flatMap(({ reconcilers }) =>
    reconcilers.flatMap((each) => (each.to === module ? (each.receiverWaitingSeconds ?? []) : [])),
  );
  return told.length === 0 ? undefined : Math.max(...told);
}
