import type { Db } from '#shared-kernel/database/database.ts';
import { deadLetterQueueOf } from './queues.ts';

/** A message that was given up, as it lies there. Whatever is not an envelope has no type, subject and so on. */
export interface DeadLetter {
  /** To redrive it by. */
  readonly id: string;
  /** The subscription that could not handle it; it may no longer exist. */
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

/** Which dead letters are meant; what is left out does not narrow. */
export interface DeadLetterFilter {
  readonly queue?: string | undefined;
  readonly type?: string | undefined;
  readonly subject?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  /** Given up at this time or later. */
  readonly since?: Date | undefined;
  /** Given up before this time. */
  readonly until?: Date | undefined;
}

/** Where a page goes on: the key of the last dead letter of the page before. */
export interface DeadLetterPage {
  readonly after?: DeadLetterKey | undefined;
  readonly limit?: number | undefined;
}

/** The id of the message, which is in order of time, and of the dead letter. */
export type DeadLetterKey = readonly [messageId: string, id: string];

export function keyOf({ messageId, id }: Pick<DeadLetter, 'messageId' | 'id'>): DeadLetterKey {
  return [messageId ?? '', id];
}

/** Dead letters in the order in which their messages were sent. Never what the messages say. */
export function listDeadLetters(
  db: Pick<Db, 'sql'>,
  filter: DeadLetterFilter,
  { after, limit }: DeadLetterPage = {},
): Promise<readonly DeadLetter[]> {
  const { type = null, subject = null, ids = null, since = null, until = null } = filter;
  const [afterMessage, afterId] = after ?? [null, null];
  return db.sql<DeadLetter>`
    select j.id, coalesce(source_name, left(j.name, -5)) as queue, data ->> 'type' as type, data ->> 'id' as "messageId",
      data ->> 'subject' as subject, data ->> 'correlationid' as "correlationId",
      coalesce(source_created_on, j.created_on) as "sentAt", j.created_on as "diedAt",
      coalesce(source_retry_count, 0) + 1 as tries, coalesce(source_output ->> 'message', source_output -> 'value' ->> 'message', source_output::text) as error
    from pgboss.queue q join pgboss.job j on j.name = q.name and j.state < 'active'
    where q.name like '%.dead' and q.name = coalesce(${queueName(filter)}, q.name)
      and (${type}::text is null or data ->> 'type' = ${type})
      and (${subject}::text is null or data ->> 'subject' = ${subject})
      and (${ids}::uuid[] is null or j.id = any(${ids}::uuid[]))
      and (${since}::timestamptz is null or j.created_on >= ${since})
      and (${until}::timestamptz is null or j.created_on < ${until})
      and (${afterId}::uuid is null or (coalesce(data ->> 'id', ''), j.id) > (${afterMessage}::text, ${afterId}::uuid))
    order by coalesce(data ->> 'id', ''), j.id
    limit ${limit ?? null}::int`;
}

/** One dead letter with the message itself, exactly as it was sent. Undefined where there is none of this id. */
export async function findDeadLetter(
  db: Pick<Db, 'sql'>,
  id: string,
): Promise<(DeadLetter & { readonly message: unknown }) | undefined> {
  const [letter] = await listDeadLetters(db, { ids: [id] }, { limit: 1 });
  if (!letter) return undefined;
  const [row] = await db.sql<{ message: unknown }>`
    select data as message from pgboss.job where name = ${deadLetterQueueOf(letter.queue)} and id = ${id}`;
  return row && { ...letter, message: row.message };
}

/** How many dead letters each subscription has left, those that no longer exist included; none where it has none. */
export function countDeadLetters(db: Pick<Db, 'sql'>): Promise<readonly { readonly queue: string; readonly count: number }[]> {
  return db.sql<{ queue: string; count: number }>`
    select left(q.name, -5) as queue, count(*) as count
    from pgboss.queue q join pgboss.job j on j.name = q.name and j.state < 'active'
    where q.name like '%.dead' group by q.name order by q.name`;
}

function queueName({ queue }: DeadLetterFilter): string | null {
  return queue === undefined ? null : deadLetterQueueOf(queue);
}
