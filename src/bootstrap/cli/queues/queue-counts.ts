import type { Session } from '#shared-kernel/database/session.ts';

/** What lies in one queue. */
export interface QueueCounts {
  readonly queue: string;
  /** May be claimed now. */
  readonly ready: number;
  /** Wait for their time. */
  readonly deferred: number;
  readonly active: number;
  /** Failed, and wait to be tried again. */
  readonly retrying: number;
  /** Went to the dead letters within the last hour. */
  readonly failed: number;
  /** Dead letters that wait for somebody to decide. */
  readonly dead: number;
}

/** Counts every queue, by its name; dead letters count with the queue that they come from. */
export function countQueues(session: Session): Promise<readonly QueueCounts[]> {
  return session.sql<QueueCounts>`
    select q.name as queue,
      count(*) filter (where j.name = q.name and state = 'created' and start_after <= pgboss.job_now()) as ready,
      count(*) filter (where j.name = q.name and state = 'created' and start_after > pgboss.job_now()) as deferred,
      count(*) filter (where j.name = q.name and state = 'active') as active,
      count(*) filter (where j.name = q.name and state = 'retry') as retrying,
      count(*) filter (where j.name = q.name and state = 'failed') as failed,
      count(*) filter (where j.name = q.name || '.dead' and state < 'active') as dead
    from pgboss.queue q
    left join pgboss.job j on j.name in (q.name, q.name || '.dead') and j.state not in ('completed', 'cancelled')
    where q.name not like '%.dead' and q.name not like '\\_\\_pgboss\\_\\_%'
    group by q.name order by q.name`;
}
