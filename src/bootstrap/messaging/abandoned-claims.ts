import type { PgBoss } from 'pg-boss';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { bossInTransaction } from './boss-database.ts';
import type { ClaimedJob } from './worker.ts';

/** A message that was claimed before. */
export interface ReclaimedJob {
  readonly job: ClaimedJob;
  /** How often in a row it was begun by a process that died, or never came back. */
  readonly deaths: number;
  /** True where `deaths` is not yet what is written down. */
  readonly changed: boolean;
}

/** What pg-boss's monitor leaves behind in a job whose claim has lapsed, or was not renewed. */
const LAPSED = ['job timed out', 'job heartbeat timeout'];

/**
 * Looks up what became of earlier claims, those without a death first: a message that ends its process takes
 * whatever is after it along. A job that was given to another meanwhile is left out.
 */
export async function lookUpDeaths(
  database: Database,
  queue: string,
  jobs: readonly ClaimedJob[],
): Promise<readonly ReclaimedJob[]> {
  const jobOf = new Map(jobs.map((job) => [job.id, job]));
  // pg-boss keeps source_retry_count through all tries, writes it only in dead letters, and clears it on redrive.
  const rows = await database.read(
    (db) => db.sql<{ id: string; deaths: number; counted: number }>`
      select id, coalesce(source_retry_count, 0) as counted,
        case when output #>> '{value,message}' = any(${LAPSED}) then coalesce(source_retry_count, 0) + 1 else 0 end as deaths
      from pgboss.job where name = ${queue} and id = any(${[...jobOf.keys()]}::uuid[]) and state = 'active'
      order by deaths, created_on`,
  );
  return rows.flatMap(({ id, deaths, counted }) => {
    const job = jobOf.get(id);
    return job ? [{ job, deaths, changed: deaths !== counted }] : [];
  });
}

/**
 * Writes down that the message is begun once more, before it is: whoever dies of it cannot do so later, and who
 * dies of another leaves this one uncounted. False where it was given to another meanwhile.
 */
export function beginAgain(database: Database, queue: string, { job, deaths }: ReclaimedJob): Promise<boolean> {
  return database.transaction({ correlationId: newId() }, async (tx) => {
    const begun = await tx.sql`
      update pgboss.job set source_retry_count = ${deaths}, output = null
      where name = ${queue} and id = ${job.id} and retry_count = ${job.retryCount} and state = 'active' returning 1`;
    return begun.length > 0;
  });
}

/** Puts the message among the dead letters, whatever tries it has left. */
export function park(database: Database, boss: PgBoss, queue: string, { job, deaths }: ReclaimedJob): Promise<void> {
  return database.transaction({ correlationId: newId() }, async (tx) => {
    await tx.sql`
      update pgboss.job set retry_limit = retry_count
      where name = ${queue} and id = ${job.id} and retry_count = ${job.retryCount} and state = 'active'`;
    const message = `${deaths} processes in a row that had begun to handle it died, or never came back`;
    await boss.fail(queue, job, { name: 'ProcessesDied', message }, { db: bossInTransaction(tx) });
  });
}
