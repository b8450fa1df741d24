import type { Db } from '#shared-kernel/database/database.ts';
import { parseRelayQueue, type RelayRoute } from '../messaging/relay-queues.ts';

/** What one module has said to one in another database. */
export interface OutboxCounts extends RelayRoute {
  /** Due, and not taken by the broker. */
  readonly unsent: number;
  /** Taken by the broker, and not confirmed by the receiver. */
  readonly unconfirmed: number;
  /** How long the oldest of those has waited; null where there is none. */
  readonly oldestSeconds: number | null;
  /** Not to be sent yet. */
  readonly deferred: number;
  /** Confirmed, and kept to be sent again where it must be. */
  readonly kept: number;
}

/** Counts each outbox of a database, row by row: for people who ask, and not for every few seconds. */
export async function countOutboxes(db: Pick<Db, 'sql'>): Promise<readonly OutboxCounts[]> {
  const rows = await db.sql<Omit<OutboxCounts, 'from' | 'to'> & { queue: string }>`
    select q.name as queue,
      count(*) filter (where state < 'active' and start_after <= pgboss.job_now()) as unsent,
      count(*) filter (where state < 'active' and start_after > pgboss.job_now()) as deferred,
      count(*) filter (where state = 'active') as unconfirmed,
      count(*) filter (where state = 'completed') as kept,
      extract(epoch from pgboss.job_now() - min(greatest(j.created_on, start_after)) filter (
        where state <= 'active' and start_after <= pgboss.job_now()
      ))::float8 as "oldestSeconds"
    from pgboss.queue q left join pgboss.job j on j.name = q.name
    where q.name like 'relay.%' group by q.name order by q.name`;
  return rows.flatMap(({ queue, ...counts }) => {
    const route = parseRelayQueue(queue);
    return route ? [{ ...route, ...counts }] : [];
  });
}
