import type { PgBoss } from 'pg-boss';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { Envelope } from '#shared-kernel/messaging/envelope.ts';
import { insertMessages } from '../messaging/outbox.ts';
import { type RelayRoute, relayQueue } from '../messaging/relay-queues.ts';

export interface ReplayDeps {
  /** The queues under the role of the bus. */
  readonly database: Database;
  /** On the same database, open. */
  readonly messaging: { readonly boss: PgBoss; ring(queues: ReadonlySet<string>): void };
  /** Told how many messages of the route are to be sent again so far. */
  readonly progress: (count: number) => void;
}

/** What is sent again, between two modules in different databases. */
export interface ReplayedRoute extends RelayRoute {
  /** What the receiver hears as the code is now. */
  readonly types: readonly string[];
}

const PAGE = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Sends again what `from` has said to `to` since a time: what was confirmed, and, found in whatever queue still has it, what
 * `to` hears now and did not then. Whoever has a message already does nothing with it. Returns how many there are.
 */
export async function replay(deps: ReplayDeps, route: ReplayedRoute, since: Date): Promise<number> {
  const queue = relayQueue(route.from, route.to);
  let replayed = 0;
  for (const step of [sendConfirmedAgain, sendWhatWasNotHeard]) {
    let after: PageKey | undefined = { queue: '', id: FIRST_ID };
    while (after !== undefined) {
      const page: Page = await step(deps, route, { since, after });
      replayed += page.replayed;
      if (page.replayed > 0) deps.messaging.ring(new Set([queue]));
      deps.progress(replayed);
      after = page.next;
    }
  }
  return replayed;
}

interface PageKey {
  readonly queue: string;
  readonly id: string;
}

interface PageOptions {
  readonly since: Date;
  readonly after: PageKey;
}

interface Page {
  readonly replayed: number;
  /** Undefined after the last. */
  readonly next: PageKey | undefined;
}

async function sendConfirmedAgain({ database }: ReplayDeps, route: RelayRoute, { since, after }: PageOptions): Promise<Page> {
  const queue = relayQueue(route.from, route.to);
  const rows = await database.transaction({ correlationId: newId() }, (tx) => {
    // pg-boss deletes by completed_on alone, whatever the state; and started_on makes the next claim another attempt.
    return tx.sql<{ id: string }>`
      update pgboss.job set state = 'retry', completed_on = null
      where name = ${queue} and id in (
        select id from pgboss.job
        where name = ${queue} and state = 'completed' and created_on >= ${since} and id > ${after.id}::uuid
        order by id limit ${PAGE} for update
      )
      returning id`;
  });
  const last = rows
    .map(({ id }) => id)
    .toSorted()
    .at(-1);
  return { replayed: rows.length, next: last === undefined || rows.length < PAGE ? undefined : { queue, id: last } };
}

interface Kept extends PageKey {
  readonly data: unknown;
  readonly startAfter: Date;
}

async function sendWhatWasNotHeard(deps: ReplayDeps, route: ReplayedRoute, { since, after }: PageOptions): Promise<Page> {
  const queue = relayQueue(route.from, route.to);
  const rows = await deps.database.read(
    (db) => db.sql<Kept>`
      select name as queue, id, data, start_after as "startAfter" from pgboss.job
      where (name, id) > (${after.queue}, ${after.id}::uuid) and name <> ${queue} and created_on >= ${since}
        and data ->> 'type' = any(${route.types}) and data ->> 'source' = ${`/${route.from}`}
      order by name, id limit ${PAGE}`,
  );
  const replayed = rows.length === 0 ? 0 : await write(deps, queue, rows);
  const last = rows.at(-1);
  return { replayed, next: last === undefined || rows.length < PAGE ? undefined : { queue: last.queue, id: last.id } };
}

/** Writes messages into the outbox that are not in it, and returns how many. */
function write({ database, messaging }: ReplayDeps, queue: string, rows: readonly Kept[]): Promise<number> {
  const found = rows.map(({ data, startAfter }) => ({ envelope: Envelope.parse(data), deliverAt: startAfter }));
  const once = [...new Map(found.map((entry) => [entry.envelope.id, entry])).values()];
  return database.transaction({ correlationId: newId() }, (tx) => insertMessages(tx, messaging.boss, queue, once));
}
