import type { PgBoss } from 'pg-boss';
import type { Database, Tx } from '#shared-kernel/database/database.ts';
import { AppError } from '#shared-kernel/errors.ts';
import type { Cause } from '#shared-kernel/messaging/envelope.ts';
import { bossInTransaction } from './boss-database.ts';
import { countDeadLetters, type DeadLetterFilter, listDeadLetters } from './dead-letters.ts';
import { deadLetterQueueOf } from './queues.ts';

export interface RedriveDeps {
  /** The queues under the role of the bus. */
  readonly database: Database;
  readonly messaging: { readonly boss: PgBoss; ring(queues: ReadonlySet<string>): void };
  /** Those that the code has: what only an earlier version could handle stays among the dead letters. */
  readonly subscriptions: ReadonlySet<string>;
}

export interface Redriven {
  readonly redriven: number;
  /** True where `atMost` was reached: ask again. */
  readonly more: boolean;
}

const BATCH = 500;

/**
 * Puts dead letters back into their queues: the messages unchanged, with all their tries, and as old as they are,
 * so that they are handled in the order in which they were sent and before what was sent after them.
 */
export async function redriveDeadLetters(
  deps: RedriveDeps,
  cause: Cause,
  filter: DeadLetterFilter,
  atMost = Number.POSITIVE_INFINITY,
): Promise<Redriven> {
  let redriven = 0;
  for (const { queue, count } of await queuesOf(deps, filter)) {
    // What dies again meanwhile stays dead: no more are moved than there were at the beginning.
    let left = Math.min(count, atMost - redriven);
    let moved = BATCH;
    while (left > 0 && moved === BATCH) {
      const limit = Math.min(BATCH, left);
      moved = await deps.database.transaction(cause, (tx) => moveBatch(tx, deps.messaging.boss, { ...filter, queue }, limit));
      redriven += moved;
      left -= moved;
    }
    deps.messaging.ring(new Set([queue]));
  }
  return { redriven, more: redriven >= atMost };
}

async function queuesOf({ database, subscriptions }: RedriveDeps, { queue }: DeadLetterFilter) {
  if (queue !== undefined && !subscriptions.has(queue)) {
    throw new AppError('unprocessable', {
      code: 'platform.no_such_subscription',
      detail: `No subscription ${queue} is there to handle them: its dead letters stay where they are.`,
    });
  }
  const queues = await database.read(countDeadLetters);
  return queues.filter((each) => (queue === undefined ? subscriptions.has(each.queue) : each.queue === queue));
}

interface Locked {
  readonly id: string;
  /** The job that the message was sent as; pg-boss keeps it through any number of deaths. */
  readonly root: string;
  readonly sentAt: string;
}

async function moveBatch(
  tx: Tx,
  boss: PgBoss,
  filter: DeadLetterFilter & { readonly queue: string },
  limit: number,
): Promise<number> {
  const meant = (await listDeadLetters(tx, filter, { limit })).map(({ id }) => id);
  if (meant.length === 0) return 0;
  const dead = deadLetterQueueOf(filter.queue);
  // It waits for whoever announces one at this moment: to skip that would leave it dead, and say that all were moved.
  const locked = await tx.sql<Locked>`
    select id, coalesce(source_root_id, source_id) as root, source_created_on::text as "sentAt"
    from pgboss.job where name = ${dead} and id = any(${meant}::uuid[]) and state < 'active'
    order by source_created_on, data ->> 'id' for update`;
  if (locked.length === 0) return 0;
  const ids = locked.map(({ id }) => id);
  const moved = await boss.redrive(dead, { ids, limit: ids.length, db: bossInTransaction(tx) });
  await keepTheirAge(tx, filter.queue, locked);
  return moved;
}

// pg-boss makes them as young as their redrive, all of one instant, and would hand them out in any order and last.
async function keepTheirAge(tx: Tx, queue: string, letters: readonly Locked[]): Promise<void> {
  await tx.sql`
    update pgboss.job j set created_on = sent.at + (sent.place - 1) * interval '1 microsecond'
    from (
      select root, at, row_number() over (partition by at order by place) as place
      from unnest(${letters.map(({ root }) => root)}::uuid[], ${letters.map(({ sentAt }) => sentAt)}::timestamptz[])
        with ordinality as given (root, at, place)
    ) sent
    where j.name = ${queue} and j.state = 'created' and j.source_root_id = sent.root`;
}
