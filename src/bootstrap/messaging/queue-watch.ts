import type { Database, Db } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Complain } from './seldom.ts';

/** What lies in one queue, as it was a moment ago. */
export interface QueueState {
  readonly queue: string;
  /** May be claimed now. Counted by pg-boss's monitor, every few seconds. */
  readonly ready: number;
  /** Wait for their time. */
  readonly deferred: number;
  readonly active: number;
  readonly dead: number;
  /** How long the message that is to be claimed next has been due; 0 where none waits. */
  readonly waitingSeconds: number;
  /** How old the oldest message is that nobody has handled, tried before or not; 0 where {@link QueueWatch.secondsBehind} was not asked. */
  readonly unhandledSeconds: number;
}

export interface QueueWatchOptions {
  /** The queues under the role of the bus. */
  readonly database: Database;
  readonly log: Log;
  readonly complain: Complain;
}

const EVERY_MS = 500;
/** What is older than this says nothing about now. */
const STALE_MS = 10_000;

/**
 * Looks at all queues twice a second, with one statement whose cost does not grow with what waits in them: for
 * readiness, metrics, back-pressure and the log of dead letters.
 */
export class QueueWatch {
  readonly #options: QueueWatchOptions;
  #states: ReadonlyMap<string, QueueState> = new Map();
  readonly #asked = new Set<string>();
  #lookedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(options: QueueWatchOptions) {
    this.#options = options;
  }

  /** Empty while the database cannot be asked. */
  get states(): ReadonlyMap<string, QueueState> {
    return performance.now() - this.#lookedAt < STALE_MS ? this.#states : new Map();
  }

  /** How many dead letters there are. */
  get dead(): number {
    return [...this.states.values()].reduce((total, { dead }) => total + dead, 0);
  }

  /** How long what has to pass all of these queues would wait in them, as things are. */
  waitingSeconds(queues: readonly string[]): number {
    const { states } = this;
    return queues.reduce((total, queue) => total + (states.get(queue)?.waitingSeconds ?? 0), 0);
  }

  /** What was sent to a queue longer ago has been handled, or is in work. Infinite before the first look. */
  secondsBehind(queue: string): number {
    // Finding what failed visits every deferred message: of queues in which nobody is interested it would cost too much.
    this.#asked.add(queue);
    const state = this.#states.get(queue);
    if (state === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(state.waitingSeconds, state.unhandledSeconds) + (performance.now() - this.#lookedAt) / 1000;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#again();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #again(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => this.#again());
    }, EVERY_MS);
  }

  async #look(): Promise<void> {
    const { database, complain } = this.#options;
    try {
      const askedAt = performance.now();
      const states = await database.read((db) => readStates(db, [...this.#asked]));
      const died = states.some(({ queue, dead }) => dead > (this.#states.get(queue)?.dead ?? 0));
      this.#states = new Map(states.map((state) => [state.queue, state]));
      this.#lookedAt = askedAt;
      if (died) await this.#announce();
    } catch (error) {
      complain('could not look at the queues', error);
    }
  }

  async #announce(): Promise<void> {
    const { database, log } = this.#options;
    const letters = await database.transaction({ correlationId: newId() }, (tx) => markAnnounced(tx));
    for (const { requestId, ...letter } of letters) {
      log.error({ requestId, ...letter }, 'a message was given up: it lies among the dead letters until somebody redrives it');
    }
  }
}

/** Beyond so many, only that there are very many is told. */
const MOST_COUNTED = 10_000;

function readStates(db: Db, asked: readonly string[]): Promise<readonly QueueState[]> {
  return db.sql<QueueState>`
    select q.name as queue, q.ready_count as ready, q.deferred_count as deferred, q.active_count as active, d.dead,
      coalesce(extract(epoch from pgboss.job_now() - n.since), 0)::float8 as "waitingSeconds",
      coalesce(extract(epoch from pgboss.job_now() - u.since), 0)::float8 as "unhandledSeconds"
    from pgboss.queue q
    cross join lateral (
      select count(*) as dead
      from (select from pgboss.job where name = q.name || '.dead' and state < 'active' limit ${MOST_COUNTED}) as letters
    ) d
    left join lateral (
      select greatest(created_on, start_after) as since from pgboss.job
      where name = q.name and state < 'active' and not blocked and start_after <= pgboss.job_now()
      order by priority desc, created_on limit 1
    ) n on true
    left join lateral (
      select created_on as since from pgboss.job
      where q.name = any(${asked}::text[]) and name = q.name and state < 'active' and not blocked
        and (start_after <= pgboss.job_now() or retry_count > 0)
      order by priority desc, created_on limit 1
    ) u on true
    where q.name not like '%.dead' and q.name not like '\\_\\_pgboss\\_\\_%'`;
}

interface Announced {
  readonly queue: string;
  readonly messageId: string | null;
  readonly type: string | null;
  readonly requestId: string | null;
  readonly error: string | null;
}

// The mark makes one process of several tell it, once; a message's own words are never in the log.
function markAnnounced(db: Db): Promise<readonly Announced[]> {
  return db.sql<Announced>`
    update pgboss.job set output = '{"announced": true}'
    where (name, id) in (
      select j.name, j.id from pgboss.queue q join pgboss.job j on j.name = q.name and j.state < 'active'
      where q.name like '%.dead' and j.created_on > pgboss.job_now() - interval '1 hour' and j.output is null
      limit 1000 for update of j skip locked
    )
    returning source_name as queue, data ->> 'id' as "messageId", data ->> 'type' as type,
      data ->> 'correlationid' as "requestId", source_output ->> 'name' as error`;
}
