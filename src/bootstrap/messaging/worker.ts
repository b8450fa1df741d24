import type { Job, PgBoss } from 'pg-boss';
import { messageOf } from '#shared-kernel/errors.ts';
import type { Log } from '#shared-kernel/log.ts';

/** One claimed job: `retryCount` is the attempt that every later statement about it is fenced by. */
export type ClaimedJob = Pick<Job<unknown>, 'id' | 'data' | 'retryCount'>;

export interface WorkerOptions {
  readonly queue: string;
  /** Jobs claimed by one statement, at most. */
  readonly batchSize: number;
  /** Units of work at the same time, at most. */
  readonly concurrency: number;
  /** True where each job is a unit of its own, so that a slow one keeps no other waiting; else each claim is one. */
  readonly independent: boolean;
  /** Works the jobs off and settles them. Never rejects. */
  readonly handle: (jobs: readonly ClaimedJob[]) => Promise<void>;
  readonly log: Log;
}

/** Claims jobs of one queue whenever it is woken, for as long as there are any and it has room. */
export class Worker {
  readonly #boss: PgBoss;
  readonly #options: WorkerOptions;
  readonly #running = new Set<Promise<void>>();
  #claiming = false;
  #wokenMeanwhile = false;
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
    if (this.#claiming) {
      this.#wokenMeanwhile = true;
      return;
    }
    this.#claiming = true;
    void this.#claimAll().finally(() => {
      this.#claiming = false;
      if (this.#wokenMeanwhile) {
        this.#wokenMeanwhile = false;
        this.wake();
      }
    });
  }

  /** Claims nothing more; resolves when all that is in work has ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    while (this.#running.size > 0 || this.#claiming) {
      await Promise.all(this.#running);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #claimAll(): Promise<void> {
    const { batchSize, concurrency, independent, queue, log } = this.#options;
    let full = true;
    while (full && !this.#stopping) {
      const free = concurrency - this.#running.size;
      if (free <= 0) return;
      const room = independent ? Math.min(batchSize, free) : batchSize;
      try {
        const jobs = await this.#boss.fetch<unknown>(queue, { batchSize: room });
        this.#failing = false;
        full = jobs.length === room;
        for (const unit of unitsOf(jobs, independent)) this.#start(unit);
      } catch (error) {
        // Postgres is away or refuses: the poll, which is the floor of everything here, tries again.
        this.#failing = true;
        log.warn({ queue, err: error }, `could not claim messages: ${messageOf(error)}`);
        return;
      }
    }
  }

  #start(jobs: readonly ClaimedJob[]): void {
    const run = this.#options.handle(jobs).finally(() => {
      this.#running.delete(run);
      this.wake();
    });
    this.#running.add(run);
  }
}

function unitsOf(jobs: readonly ClaimedJob[], independent: boolean): readonly (readonly ClaimedJob[])[] {
  if (independent) return jobs.map((job) => [job]);
  return jobs.length > 0 ? [jobs] : [];
}
