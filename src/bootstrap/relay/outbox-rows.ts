import type { Database, Db } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';

/** A message in a relay queue, as far as it takes to ask its receiver about it. */
export interface OutboxRow {
  readonly jobId: string;
  readonly messageId: string;
  readonly type: string;
  /** How often it was sent before. */
  readonly attempt: number;
  readonly sentSecondsAgo: number;
}

/** Beyond this the wait grows no more: who could not read a message may have learned to. */
const LONGEST_WAIT_SECONDS = 3_600;

/** Messages that were sent and not confirmed within a while, in the order in which they were said. */
export function readUnconfirmed(
  db: Db,
  queue: string,
  { after, askAfterSeconds, limit }: { readonly after: string; readonly askAfterSeconds: number; readonly limit: number },
): Promise<readonly OutboxRow[]> {
  // By the index of active jobs in groups: what is kept is not looked at. Each time a message is sent, it is waited for longer.
  return db.sql<OutboxRow>`
    select id as "jobId", group_id as "messageId", coalesce(data ->> 'type', '') as type, retry_count as attempt,
      extract(epoch from pgboss.job_now() - started_on)::float8 as "sentSecondsAgo"
    from pgboss.job
    where name = ${queue} and state = 'active' and group_id is not null and group_id > ${after}
      and started_on < pgboss.job_now() - least(${askAfterSeconds} * 2 ^ least(retry_count, 30), ${LONGEST_WAIT_SECONDS}) * interval '1s'
    order by group_id limit ${limit}`;
}

/** Messages that were confirmed and are kept, from one id to the next. */
export function readKept(db: Db, queue: string, after: string, limit: number): Promise<readonly OutboxRow[]> {
  return db.sql<OutboxRow>`
    select id as "jobId", group_id as "messageId", coalesce(data ->> 'type', '') as type, retry_count as attempt,
      extract(epoch from pgboss.job_now() - started_on)::float8 as "sentSecondsAgo"
    from pgboss.job
    where name = ${queue} and state = 'completed' and id > ${after}::uuid
    order by id limit ${limit}`;
}

/**
 * Puts messages back that were claimed and that the broker has not taken, as far as one knows. The attempt stays the same, so
 * that the broker recognises what it took without our hearing of it.
 */
export async function putBack(database: Database, queue: string, jobs: readonly { readonly id: string }[]): Promise<void> {
  await database.transaction({ correlationId: newId() }, (tx) => {
    return tx.sql`
      update pgboss.job set state = 'created', started_on = null
      where name = ${queue} and id = any(${jobs.map(({ id }) => id)}::uuid[]) and state = 'active'`;
  });
}

/**
 * Puts messages back to be sent, confirmed or not, and returns how many. The next claim counts as another attempt, so that
 * the broker does not take it for a repetition; one that was sent again meanwhile is left alone.
 */
export async function sendAgain(database: Database, queue: string, rows: readonly Pick<OutboxRow, 'jobId' | 'attempt'>[]) {
  if (rows.length === 0) return 0;
  const changed = await database.transaction({ correlationId: newId() }, (tx) => {
    // pg-boss deletes by completed_on alone, whatever the state: a row that is to be sent must have none.
    return tx.sql`
      update pgboss.job j set state = 'retry', completed_on = null
      from unnest(${rows.map(({ jobId }) => jobId)}::uuid[], ${rows.map(({ attempt }) => attempt)}::int[]) as given (id, attempt)
      where j.name = ${queue} and j.id = given.id and j.retry_count = given.attempt and j.state in ('active', 'completed')
      returning 1`;
  });
  return changed.length;
}

/** How far a receiver is behind what is said to it, as its sender sees it. */
export interface OutboxLag {
  readonly queue: string;
  /** Age of the oldest message that is not sent, and due. 0 where there is none. */
  readonly unsentSeconds: number;
  /** Age of the oldest message that is sent, and not confirmed. 0 where there is none. */
  readonly unconfirmedSeconds: number;
}

/** At a cost that does not grow with what waits. */
export function readLag(db: Db, queues: readonly string[]): Promise<readonly OutboxLag[]> {
  return db.sql<OutboxLag>`
    select queue, coalesce(extract(epoch from pgboss.job_now() - unsent.since), 0)::float8 as "unsentSeconds",
      coalesce(extract(epoch from pgboss.job_now() - unconfirmed.since), 0)::float8 as "unconfirmedSeconds"
    from unnest(${queues}::text[]) as queue
    left join lateral (
      select greatest(created_on, start_after) as since from pgboss.job
      where name = queue and state < 'active' and not blocked and start_after <= pgboss.job_now()
      order by priority desc, created_on limit 1
    ) unsent on true
    left join lateral (
      select greatest(created_on, start_after) as since from pgboss.job
      where name = queue and state = 'active' and group_id is not null
      order by group_id limit 1
    ) unconfirmed on true`;
}
