import type { PgBoss } from 'pg-boss';
import type { Database } from '#shared-kernel/database/database.ts';
import type { Envelope } from '#shared-kernel/messaging/envelope.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import { insertMessages, jobId } from '../messaging/outbox.ts';

/** A module at work here that hears modules in other databases. */
export interface Receiver {
  readonly name: string;
  /** On the module's own connections. */
  readonly database: Database;
  readonly subscriptions: readonly Subscription[];
}

/** The queues of the module that hear a type of message. */
export function queuesThatHear({ subscriptions }: Receiver, type: string): readonly string[] {
  return subscriptions.filter(({ contracts }) => contracts.some((contract) => contract.type === type)).map(({ name }) => name);
}

/** Writes messages into the queues that hear them, all or none; what lies there already stays as it is. */
export async function takeIn(receiver: Receiver, boss: PgBoss, envelopes: readonly Envelope[]): Promise<ReadonlySet<string>> {
  const once = [...new Map(envelopes.map((envelope) => [envelope.id, envelope])).values()];
  const entries = once.flatMap((envelope) => queuesThatHear(receiver, envelope.type).map((queue) => ({ queue, envelope })));
  const byQueue = Map.groupBy(entries, ({ queue }) => queue);
  const [first] = once;
  if (first === undefined || byQueue.size === 0) return new Set();
  await receiver.database.transaction({ correlationId: first.correlationid }, async (tx) => {
    for (const [queue, group] of byQueue) await insertMessages(tx, boss, queue, group);
  });
  return new Set(byQueue.keys());
}

/** A message that a sender asks about. */
export interface AskedMessage {
  readonly id: string;
  readonly type: string;
}

/**
 * Which of these messages the module lacks for any of its subscriptions that hear them: neither handled, nor in a queue,
 * nor among the dead letters.
 */
export async function lackingOf(receiver: Receiver, messages: readonly AskedMessage[]): Promise<ReadonlySet<string>> {
  const pairs = messages.flatMap(({ id, type }) =>
    queuesThatHear(receiver, type).map((queue) => ({ id, queue, job: jobId(queue, id) })),
  );
  if (pairs.length === 0) return new Set();
  const rows = await receiver.database.read(
    (db) => db.sql<{ id: string }>`
      select distinct asked.id
      from unnest(
        ${pairs.map(({ queue }) => queue)}::text[], ${pairs.map(({ id }) => id)}::uuid[], ${pairs.map(({ job }) => job)}::uuid[]
      ) as asked (queue, id, job)
      where not exists (select from inbox where subscription = asked.queue and message_id = asked.id)
        and not exists (select from pgboss.job j where j.name = asked.queue and j.id = asked.job)
        -- A dead letter, and one that was redriven, has another id and remembers its first.
        and not exists (
          select from pgboss.job j where j.source_root_id = asked.job and j.name in (asked.queue, asked.queue || '.dead')
        )`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** How long the next message of the module's slowest queue has been due. */
export async function waitingSecondsOf(receiver: Receiver): Promise<number> {
  const [row] = await receiver.database.read(
    (db) => db.sql<{ seconds: number }>`
      select coalesce(max(extract(epoch from pgboss.job_now() - due.since)), 0)::float8 as seconds
      from unnest(${receiver.subscriptions.map(({ name }) => name)}::text[]) as queue
      cross join lateral (
        select greatest(created_on, start_after) as since from pgboss.job
        where name = queue and state < 'active' and not blocked and start_after <= pgboss.job_now()
        order by priority desc, created_on limit 1
      ) due`,
  );
  return row?.seconds ?? 0;
}
