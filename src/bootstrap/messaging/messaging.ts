import { PgBoss } from 'pg-boss';
import type { Database } from '#shared-kernel/database/database.ts';
import { SessionPool } from '#shared-kernel/database/session-pool.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { ModuleRuntime } from '#shared-kernel/module.ts';
import { bossDatabase } from './boss-database.ts';
import { busSession } from './bus-database.ts';
import { ClaimRenewal } from './claim-renewal.ts';
import { DatabaseClock } from './database-clock.ts';
import { Doorbell } from './doorbell.ts';
import { endsWithin } from './ends-within.ts';
import { eventBusOf } from './event-bus.ts';
import { ALL_HERE, type Elsewhere, type MessageRoutes, messageRoutes, noRoutes } from './message-routes.ts';
import { Outbox } from './outbox.ts';
import { ensureQueues, ensureRelayQueues } from './queues.ts';
import { ensureSchedules, scheduleQueue, scheduleWorker } from './schedules.ts';
import { type Complain, seldom } from './seldom.ts';
import { type CountMessages, subscriptionWorker } from './subscription-worker.ts';
import type { Worker } from './worker.ts';

export interface MessagingOptions {
  readonly url: string;
  readonly log: Log;
  /** How often all queues are looked at without having been woken: the floor for whatever was not heard. */
  readonly pollMs: number;
  /** How often claims that have lapsed are given to another worker. */
  readonly monitorSeconds: number;
  /** False in a process that only speaks, such as the admin CLI: it claims nothing and minds no queue. Default true. */
  readonly handles?: boolean;
  /** How long a statement of the bus itself may take. A connection that fell silent costs that and six seconds more. Default 20 s. */
  readonly statementTimeoutMs?: number;
  /** Told how many messages of a queue were handled, or could not be. */
  readonly count?: CountMessages;
}

/** A module as this process hosts it. */
export interface HostedModule {
  readonly name: string;
  readonly database: Database;
  readonly runtime: ModuleRuntime;
}

const BUS_SESSIONS = 4;
const POLLS_PER_CHECK = 5;
/** Connections of the bus of one process: those that it works on, and the one that listens. */
export const BUS_CONNECTIONS = BUS_SESSIONS + 1;

/** The durable bus of one process: pg-boss for storage, one worker for each subscription that lives here. */
export class Messaging {
  readonly boss: PgBoss;
  /** Of the whole shop, whatever the clocks of its machines say. Set by each poll; tells no time before the bus is open. */
  readonly clock = new DatabaseClock();
  readonly #options: MessagingOptions;
  readonly #complain: Complain;
  readonly #pool: SessionPool;
  readonly #doorbell: Doorbell;
  readonly #outbox: Outbox;
  #routes: MessageRoutes = noRoutes;
  readonly #workers = new Map<string, Worker>();
  readonly #renewal: ClaimRenewal;
  #poll: NodeJS.Timeout | undefined;
  #polledAt = 0;
  #stopped = false;

  constructor(options: MessagingOptions) {
    const session = busSession(options.url, options.statementTimeoutMs);
    this.#options = options;
    this.#complain = seldom(options.log);
    this.#renewal = new ClaimRenewal(this.#complain);
    this.#pool = new SessionPool({ ...session, size: BUS_SESSIONS, acquireTimeoutMs: 10_000, maxWaiting: 1_000 });
    this.#doorbell = new Doorbell(this.#pool, session, {
      onRing: (queues) => this.#wake(queues),
      checkMs: POLLS_PER_CHECK * options.pollMs,
      log: options.log,
      complain: this.#complain,
    });
    this.boss = this.#createBoss();
    this.#outbox = new Outbox(this.boss, this.clock, (queues) => this.ring(queues));
  }

  /** The bus as the module `name` has it. Subscribers are known once all modules are hosted. */
  busOf(name: string): EventBus {
    return eventBusOf(name, this.#outbox, { queuesFor: (from, type) => this.queuesFor(from, type) }, this.clock);
  }

  /** The queues that a message of this type goes to where the module `from` sends it. */
  queuesFor(from: string, type: string): readonly string[] {
    return this.#routes.queuesFor(from, type);
  }

  /** Makes the queues and schedules of these modules: from here on they can speak, and know what time it is. */
  async open(modules: readonly HostedModule[], { neighbours, remote }: Elsewhere = ALL_HERE): Promise<void> {
    const near = [...modules, ...neighbours];
    const schedules = modules.flatMap(({ runtime }) => runtime.schedules ?? []);
    this.#routes = messageRoutes(near, remote);
    await this.boss.start();
    await ensureQueues(this.boss, [
      ...near.flatMap(({ runtime }) => runtime.subscriptions ?? []),
      ...schedules.map(scheduleQueue),
    ]);
    await ensureRelayQueues(this.boss, modules, remote);
    // What a module that has moved away was to do here is done where it is now.
    await ensureSchedules(this.boss, [...modules, ...remote], schedules);
    if (this.#options.handles ?? true) this.#hostWorkers(modules);
    await this.#look();
  }

  /** Says, here and to other processes, that there may be something to do in these queues. */
  ring(queues: ReadonlySet<string>): void {
    this.#wake(queues);
    this.#doorbell.ring(queues);
  }

  /** Works off other queues as well: what is said to modules in other databases. To be called before {@link deliver}. */
  host(workers: readonly Worker[]): void {
    for (const worker of workers) this.#workers.set(worker.queue, worker);
  }

  /** Begins to deliver: once the modules are able to hear. */
  async deliver(): Promise<void> {
    await this.#doorbell.listen();
    this.#renewal.start(() => this.#workers.values());
    await this.#pollOnce();
    this.#pollAgain();
  }

  /** Claims nothing more. What is in work goes on, and so does saying. */
  drain(): void {
    this.#stopped = true;
    clearTimeout(this.#poll);
    this.#doorbell.stop();
    for (const worker of this.#workers.values()) worker.drain();
  }

  /** Drains and waits for what is in work; what is not done after `deadlineMs` is given back for others to do. */
  async stop(deadlineMs: number): Promise<void> {
    await this.settle(deadlineMs);
    await this.close();
  }

  /** The first half of stopping: from here on nothing is in work. */
  async settle(deadlineMs: number): Promise<void> {
    this.drain();
    const workers = [...this.#workers.values()];
    const settled = await endsWithin(deadlineMs, Promise.all(workers.map((worker) => worker.settled())));
    if (!settled) await Promise.all(workers.map((worker) => worker.abandon()));
    await this.#renewal.stop();
  }

  /** The second half: from here on nothing can be said. */
  async close(): Promise<void> {
    await this.#doorbell.rung();
    await this.boss.stop({ graceful: false, close: false });
    await this.#pool.close();
  }

  /** For readiness: how long ago the queues were last looked at, and whether other processes are heard. */
  get state(): { readonly polledAgoMs: number; readonly listening: boolean } {
    return { polledAgoMs: Math.round(performance.now() - this.#polledAt), listening: this.#doorbell.listening };
  }

  /** For readiness: the workers of one module, and those queues from which nothing can be claimed. */
  workersOf(module: string): { readonly queues: number; readonly inFlight: number; readonly failing: readonly string[] } {
    const workers = [...this.#workers.values()].filter(({ queue }) => queue.startsWith(`${module}.`));
    return {
      queues: workers.length,
      inFlight: workers.reduce((total, { inFlight }) => total + inFlight, 0),
      failing: workers.filter(({ failing }) => failing).map(({ queue }) => queue),
    };
  }

  #createBoss(): PgBoss {
    const { monitorSeconds, log, handles = true } = this.#options;
    const boss = new PgBoss({
      db: bossDatabase(this.#pool),
      migrate: false,
      createSchema: false,
      supervise: handles,
      schedule: handles,
      superviseIntervalSeconds: monitorSeconds,
      monitorIntervalSeconds: monitorSeconds,
      // The bus's role owns no index, and must not.
      reindex: false,
    });
    boss.on('error', (error) => this.#complain('pg-boss', error));
    boss.on('warning', (warning) => log.warn({ warning }, 'pg-boss warns'));
    return boss;
  }

  #hostWorkers(modules: readonly HostedModule[]): void {
    const { count = () => undefined } = this.#options;
    for (const { name, database, runtime } of modules) {
      const log = { log: this.#options.log.child({ module: name }), complain: this.#complain, count };
      for (const subscription of runtime.subscriptions ?? []) {
        this.#workers.set(subscription.name, subscriptionWorker(this.boss, database, subscription, log));
      }
      for (const schedule of runtime.schedules ?? []) this.#workers.set(schedule.name, scheduleWorker(this.boss, schedule, log));
    }
  }

  #wake(queues: ReadonlySet<string>): void {
    for (const queue of queues) this.#workers.get(queue)?.wake();
  }

  #pollAgain(): void {
    if (this.#stopped) return;
    const { pollMs } = this.#options;
    this.#poll = setTimeout(() => void this.#pollOnce().finally(() => this.#pollAgain()), pollMs * (0.75 + Math.random() / 2));
  }

  async #pollOnce(): Promise<void> {
    try {
      const due = await this.#look();
      // A worker that could not claim tries again even if nothing waits: it is not ready until that works.
      const failing = [...this.#workers.values()].filter((worker) => worker.failing).map(({ queue }) => queue);
      this.#wake(new Set([...due, ...failing]));
    } catch (error) {
      this.#complain('could not look for messages', error);
    }
  }

  // One statement for all queues and the time, so that an idle process costs next to nothing.
  async #look(): Promise<readonly string[]> {
    const { due } = await this.#pool.lease((session) =>
      this.clock.read(async () => {
        const [answer] = await session.sql<{ atMs: number; due: readonly string[] }>`
          select extract(epoch from clock_timestamp())::float8 * 1000 as "atMs", array(
            select queue from unnest(${[...this.#workers.keys()]}::text[]) as queue
            where exists (
              select from pgboss.job
              where name = queue and state < 'active' and not blocked and start_after <= pgboss.job_now()
            )
          ) as due`;
        if (!answer) throw new Error('a select of one row returned none');
        return answer;
      }),
    );
    this.#polledAt = performance.now();
    return due;
  }
}
