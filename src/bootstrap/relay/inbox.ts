import { setTimeout as pause } from 'node:timers/promises';
import { type Consumer, type ConsumerMessages, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { PgBoss } from 'pg-boss';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { failpoint } from '#shared-kernel/failpoints.ts';
import type { Complain } from '../messaging/seldom.ts';
import { type Broker, jittered } from './broker.ts';
import { type Received, readDelivered } from './read-delivered.ts';
import { type Receiver, takeIn } from './receiver.ts';
import type { CountReceived } from './relay-metrics.ts';
import { ensureStream, type StreamLimits } from './streams.ts';
import { confirmSubject } from './subjects.ts';

export interface InboxDeps {
  readonly boss: PgBoss;
  readonly broker: Broker;
  readonly limits: StreamLimits;
  /** Wakes whoever works off these queues. */
  readonly ring: (queues: ReadonlySet<string>) => void;
  readonly complain: Complain;
  readonly count: CountReceived;
}

/** Asked for at once, and so held in memory at the most. */
const MOST_HELD = 200;
const PULL_MS = 30_000;
const HEARTBEAT_MS = 2_000;
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

type Arrived = Received & { readonly delivery: JsMsg };

/** Takes in what modules in other databases say to one module: into its queues first, then out of the broker. */
export class Inbox {
  readonly #receiver: Receiver;
  readonly #deps: InboxDeps;
  readonly #stopping = new AbortController();
  #pull: ConsumerMessages | undefined;
  #running: Promise<void> | undefined;
  #attached = false;

  constructor(receiver: Receiver, deps: InboxDeps) {
    this.#receiver = receiver;
    this.#deps = deps;
  }

  /** True while messages can arrive. */
  get attached(): boolean {
    return this.#attached && this.#deps.broker.usable !== undefined;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Asks for nothing more. */
  drain(): void {
    this.#stopping.abort();
    void this.#pull?.close();
  }

  /** Resolves when what had arrived is taken in, or will be delivered to another. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { broker, complain } = this.#deps;
    while (!this.#stopping.signal.aborted) {
      const connection = broker.usable;
      try {
        if (connection) await this.#receive(connection);
      } catch (error) {
        complain('messages of other databases cannot be received', error, { module: this.#receiver.name });
      }
      this.#attached = false;
      // Woken at once where the broker comes back would spare a moment, and bring all processes to it in the same one.
      await pause(jittered(RETRY_MS), undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  async #receive(connection: NatsConnection): Promise<void> {
    const { name } = this.#receiver;
    const jsm = await jetstreamManager(connection, { checkAPI: false });
    // Also where the stream was there before: it may have been deleted, or its limits have changed.
    const info = await ensureStream(jsm, name, this.#deps.limits);
    const consumer = jetstream(connection).consumers.getConsumerFromInfo(info);
    this.#attached = true;
    while (!this.#stopping.signal.aborted) await this.#pullOnce(consumer, connection);
  }

  async #pullOnce(consumer: Consumer, connection: NatsConnection): Promise<void> {
    const pull = await consumer.fetch({ max_messages: MOST_HELD, expires: PULL_MS, idle_heartbeat: HEARTBEAT_MS });
    this.#pull = pull;
    const arriving = pull[Symbol.asyncIterator]();
    for (let next = await arriving.next(); !next.done; next = await arriving.next()) {
      const batch = [next.value];
      // What has arrived meanwhile is there at once: one transaction for all of it.
      while (pull.getPending() > 0) {
        const another = await arriving.next();
        if (another.done) break;
        batch.push(another.value);
      }
      await this.#take(batch, connection);
    }
  }

  async #take(deliveries: readonly JsMsg[], connection: NatsConnection): Promise<void> {
    const arrived = deliveries.flatMap((delivery) => this.#read(delivery) ?? []);
    if (arrived.length === 0) return;
    try {
      await this.#takeIn(arrived, connection);
    } catch (error) {
      if (arrived.length === 1 || error instanceof DatabaseUnavailable) this.#settleFailed(arrived, error);
      // One of them may be to blame for all.
      else for (const each of arrived) await this.#takeIn([each], connection).catch((one) => this.#settleFailed([each], one));
    }
  }

  #read(delivery: JsMsg): Arrived | undefined {
    try {
      return { ...readDelivered(this.#receiver.name, delivery), delivery };
    } catch (error) {
      this.#refuse(delivery, error);
      return undefined;
    }
  }

  async #takeIn(arrived: readonly Arrived[], connection: NatsConnection): Promise<void> {
    const { boss, ring, count } = this.#deps;
    const { name } = this.#receiver;
    const queues = await takeIn(
      this.#receiver,
      boss,
      arrived.map(({ envelope }) => envelope),
    );
    await failpoint('inbox.afterInsert', name);
    ring(queues);
    await failpoint('inbox.beforeAck', name);
    for (const { delivery } of arrived) delivery.ack();
    for (const [from, theirs] of Map.groupBy(arrived, (each) => each.from)) {
      connection.publish(confirmSubject({ from, to: name }), JSON.stringify(theirs.map(({ envelope }) => envelope.id)));
    }
    count(name, 'received', arrived.length);
  }

  /** For good. It stays with its sender, unconfirmed, where it has one. */
  #refuse(delivery: JsMsg, error: unknown): void {
    // Not `term`: nats-server 2.9 keeps in the stream what is terminated.
    delivery.ack();
    this.#deps.count(this.#receiver.name, 'refused', 1);
    this.#deps.complain('a message from another database is refused', error, { subject: delivery.subject });
  }

  #tryLater(arrived: readonly Arrived[], error: unknown): void {
    const { complain, count } = this.#deps;
    for (const { delivery } of arrived) {
      const retryMs = Math.min(RETRY_MS * 2 ** (delivery.info.deliveryCount - 1), LONGEST_RETRY_MS);
      // The server reads no fractions, and would deliver it again at once.
      delivery.nak(Math.round(jittered(retryMs)));
    }
    count(this.#receiver.name, 'failed', arrived.length);
    complain('messages from other databases could not be taken in; they come again', error, { module: this.#receiver.name });
  }

  #settleFailed(arrived: readonly Arrived[], error: unknown): void {
    if (isUnstorable(error)) for (const { delivery } of arrived) this.#refuse(delivery, error);
    else this.#tryLater(arrived, error);
  }
}

/** Postgres' codes for what it will never take: characters that it has not, nesting that is too deep. */
function isUnstorable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(22|54)/.test(error.code);
}
