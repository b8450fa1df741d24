import type { PgBoss } from 'pg-boss';
import type { Database } from '#shared-kernel/database/database.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import { beginAgain, lookUpDeaths, park, type ReclaimedJob } from './abandoned-claims.ts';
import type { ClaimedJob } from './worker.ts';

/** What becomes of one message, and who is told. None of it rejects. */
export interface ReclaimedHandling {
  readonly handle: (job: ClaimedJob) => Promise<void>;
  readonly fail: (job: ClaimedJob, error: unknown) => Promise<void>;
  /** Told of each message whose last process died, or never came back. */
  readonly abandoned: () => void;
  readonly log: Log;
}

/** From so many deaths on, a message shares its process with no other that has as many. */
const SUSPECT_AFTER = 2;

/**
 * Handles messages that were claimed before, each in a transaction of its own, and parks those that have killed
 * too many processes. Never rejects.
 */
export function reclaimedJobs(
  boss: PgBoss,
  database: Database,
  { name: queue, delivery }: Subscription,
  { handle, fail, abandoned, log }: ReclaimedHandling,
): (jobs: readonly ClaimedJob[]) => Promise<void> {
  async function handleOrPark(reclaimed: ReclaimedJob): Promise<void> {
    const { job, deaths, changed } = reclaimed;
    const fields = { queue, job: job.id, deaths, mostDeaths: delivery.deaths };
    if (deaths > 0) abandoned();
    if (deaths >= delivery.deaths) {
      log.warn(fields, 'a message goes to the dead letters: processes that begin it die, or never come back');
      await park(database, boss, queue, reclaimed);
      return;
    }
    if (deaths > 0) log.warn(fields, 'a message is begun again whose last process died, or never came back');
    if (!changed || (await beginAgain(database, queue, reclaimed))) await handle(job);
  }

  return async (jobs) => {
    if (jobs.length === 0) return;
    const known = await lookUpDeaths(database, queue, jobs).catch((error: unknown) => ({ error }));
    if ('error' in known) {
      for (const job of jobs) await fail(job, known.error);
      return;
    }
    for (const reclaimed of known) {
      const work = () => handleOrPark(reclaimed).catch((error: unknown) => fail(reclaimed.job, error));
      await (reclaimed.deaths >= SUSPECT_AFTER ? inSingleFile(work) : work());
    }
  };
}

// One line for the whole process: two messages that may kill it would each be counted for the other.
let line: Promise<void> = Promise.resolve();

function inSingleFile(work: () => Promise<void>): Promise<void> {
  line = line.then(work);
  return line;
}
