import type { Job, PgBoss } from 'pg-boss';
import { messageOf } from '#shared-kernel/errors.ts';
import { failpoint } from '#shared-kernel/failpoints.ts';
import type { Log } from '#shared-kernel/log.ts';
import { withinCauses } from '../trace-context.ts';
import type { Complain } from './seldom.ts';

/** One claimed job: `retryCount` is the attempt that every later statement about it is fenced by. */
export type ClaimedJob = Pick<Job<unknown>, 'id' | 'data' | 'retryCount' | 'heartbeatSeconds'>;

export interface WorkerOptions {
  readonly queue: string;
  /** Jobs claimed by one statement, at most. */
  readonly batchSize: number;
  /** Units of work at the same time, at most. */
  readonly concurrency: number;
  /** True where each job is a unit of its own, so that a slow one keeps no other waiting; else each claim is one. */
  readonly independent: boolean;
  /** Asked before each claim: false where what is claimed could not be handled now. Default: it always can. */
  readonly mayClaim?: () => boolean;
  /** Works the jobs off and settles them. Never rejects. */
  readonly handle: (jobs: readonly ClaimedJob[]) => Promise<void>;
  readonly log: Log;
  /** For what may go on for long: a database that is away. */
  readonly complain: Complain;
}

/** Claims jobs of one queue whenever it is woken, for as long as there are any and it has room. */
export class Worker {
  readonly #boss: PgBoss;
  readonly #options: WorkerOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #inWork = new Set<ClaimedJob>();
  #claiming: Promise<void> | undefined;
  #wokenMeanwhile = false;
  /** True where something may be left that there was no room for. */
  #leftOver = false;
  #stopping = false;
  #failing = false;

  constructor(boss: PgBoss, options: WorkerOptions) {
    this.#boss = boss;
    this.#options = options;
  }

  get queue(): string {
    return this.#options.queue;
  }

  get inFlight(): number {
    return this.#running.size;
  }

  /** True where the last attempt to claim was refused. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Says that there may be something to do. Cheap, and harmless where there is not. */
  wake(): void {
    if (this.#stopping) return;
    if (this.#claiming !== undefined) {
      this.#wokenMeanwhile = true;
      return;
    }
    this.#claiming = withinCauses([], () => this.#claimAll()).finally(() => {
      this.#claiming = undefined;
      if (this.#wokenMeanwhile) {
        this.#wokenMeanwhile = false;
        this.wake();
      }
    });
  }

  /** Claims nothing more. */
  drain(): void {
    this.#stopping = true;
  }

  /** Resolves when all that was in work when it was drained has ended. */
  async settled(): Promise<void> {
    await this.#claiming;
    await Promise.all(this.#running);
  }

  /** Gives back what is still in work, so that nobody waits for its claim to lapse. What is done here is undone. */
  async abandon(): Promise<void> {
    const { queue, log } = this.#options;
    const jobs = [...this.#inWork];
    if (jobs.length === 0) return;
    try {
      await this.#boss.fail(queue, jobs, { message: 'the process stopped before this was handled' });
      log.warn({ queue, messages: jobs.length }, 'messages are given back unhandled: there was no more time');
    } catch (error) {
      log.warn({ queue, err: error }, `messages could not be given back: ${messageOf(error)}`);
    }
  }

  /** Says that what is in work still is. Rejects where that cannot be said. */
  async renew(): Promise<void> {
    const jobs = [...this.#inWork].filter(({ heartbeatSeconds }) => heartbeatSeconds);
    // A claim that was lost stays lost: this is fenced by the attempt, as the completion is.
    if (jobs.length > 0) await this.#boss.touch(this.#options.queue, jobs);
  }

  async #claimAll(): Promise<void> {
    const { batchSize, concurrency, independent, queue, complain, mayClaim = () => true } = this.#options;
    let full = true;
    while (full && !this.#stopping && mayClaim()) {
      const free = concurrency - this.#running.size;
      this.#leftOver = free <= 0;
      if (this.#leftOver) return;
      const room = independent ? Math.min(batchSize, free) : batchSize;
      try {
        const jobs = await this.#boss.fetch<unknown>(queue, { batchSize: room });
        this.#failing = false;
        if (jobs.length > 0) await failpoint('bus.afterClaim', queue);
        full = jobs.length === room;
        for (const unit of unitsOf(jobs, independent)) this.#start(unit);
      } catch (error) {
        // Postgres is away or refuses: the poll, which is the floor of everything here, tries again.
        this.#failing = true;
        complain('could not claim messages', error, { queue });
        return;
      }
    }
  }

  #start(jobs: readonly ClaimedJob[]): void {
    for (const job of jobs) this.#inWork.add(job);
    const run = this.#options.handle(jobs).finally(() => {
      for (const job of jobs) this.#inWork.delete(job);
      this.#running.delete(run);
      if (this.#leftOver) this.wake();
    });
    this.#running.add(run);
  }
}

function unitsOf(jobs: readonly ClaimedJob[], independent: boolean): readonly (readonly ClaimedJob[])[] {
  if (independent) return jobs.map((job) => [job]);
  return jobs.length > 0 ? [jobs] : [];
}
