import type { Session } from '#shared-kernel/database/session.ts';
import type { Messaging } from '../../messaging/messaging.ts';
import { deadLetterQueueOf } from '../../messaging/queues.ts';

/** A message that was given up, as it lies there. Whatever is not an envelope has no type, subject and so on. */
export interface DeadLetter {
  /** To redrive it by. */
  readonly id: string;
  readonly queue: string;
  readonly type: string | null;
  readonly messageId: string | null;
  readonly subject: string | null;
  readonly correlationId: string | null;
  readonly sentAt: Date;
  readonly diedAt: Date;
  readonly tries: number;
  readonly error: string | null;
}

export interface DeadLetterFilter {
  /** All queues where it is left out. */
  readonly queue?: string | undefined;
  readonly type?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly limit?: number;
}

/** Dead letters in the order in which they were sent. */
export function listDeadLetters(session: Session, filter: DeadLetterFilter): Promise<readonly DeadLetter[]> {
  const { queue, type, ids, limit } = filter;
  return session.sql<DeadLetter>`
    select id, source_name as queue, data ->> 'type' as type, data ->> 'id' as "messageId", data ->> 'subject' as subject,
      data ->> 'correlationid' as "correlationId", source_created_on as "sentAt", created_on as "diedAt",
      source_retry_count + 1 as tries, coalesce(source_output ->> 'message', source_output::text) as error
    from pgboss.job
    where name like '%.dead' and state < 'active'
      and (${queue ?? null}::text is null or name = ${queue === undefined ? null : deadLetterQueueOf(queue)})
      and (${type ?? null}::text is null or data ->> 'type' = ${type ?? null})
      and (${ids ?? null}::uuid[] is null or id = any(${ids ?? null}::uuid[]))
    order by source_created_on, data ->> 'id'
    limit ${limit ?? null}::int`;
}

/** Opens the bus, puts dead letters back into their queue, unchanged, and wakes who works it off. Resolves to how many. */
export async function redrive(messaging: Messaging, queue: string, ids: readonly string[]): Promise<number> {
  await messaging.open([]);
  let moved = 0;
  // One at a time: those that are moved by one statement get the same age, and would be claimed in any order.
  for (const id of ids) moved += await messaging.boss.redrive(deadLetterQueueOf(queue), { ids: [id] });
  if (moved > 0) messaging.ring(new Set([queue]));
  return moved;
}
