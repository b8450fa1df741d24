import type { PgBoss } from 'pg-boss';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { derivedId } from '#shared-kernel/ids.ts';
import type { Envelope } from '#shared-kernel/messaging/envelope.ts';
import { bossInTransaction } from './boss-database.ts';
import { parseRelayQueue, relayJob } from './relay-queues.ts';

/** One job to write: a message in the queue of one of its subscribers. */
export interface OutboxEntry {
  readonly queue: string;
  readonly envelope: Envelope;
  readonly deliverAt?: Date;
}

/** The id of the job that brings a message to a subscription: the same however often it is written. */
export function jobId(subscription: string, messageId: string): string {
  return derivedId(subscription, messageId);
}

/** Writes messages, each once, into one queue, and returns how many of them were not in it. */
export async function insertMessages(
  tx: Tx,
  boss: PgBoss,
  queue: string,
  entries: readonly Omit<OutboxEntry, 'queue'>[],
): Promise<number> {
  const jobs = entries.map(({ envelope, deliverAt }) => ({
    id: jobId(queue, envelope.id),
    data: envelope,
    ...(parseRelayQueue(queue) === undefined ? {} : relayJob(envelope.id)),
    ...(deliverAt === undefined ? {} : { startAfter: deliverAt.toISOString() }),
  }));
  const ids = await boss.insert(queue, jobs, { db: bossInTransaction(tx), returnId: true });
  return ids?.length ?? 0;
}

/**
 * Collects what a transaction says and writes it just before the commit: one statement for each queue,
 * all sent at once on the transaction's connection.
 */
export class Outbox {
  readonly #entries = new WeakMap<object, OutboxEntry[]>();
  readonly #boss: PgBoss;
  readonly #clock: Clock;
  readonly #wake: (queues: ReadonlySet<string>) => void;

  constructor(boss: PgBoss, clock: Clock, wake: (queues: ReadonlySet<string>) => void) {
    this.#boss = boss;
    this.#clock = clock;
    this.#wake = wake;
  }

  add(tx: Tx, entries: readonly OutboxEntry[]): void {
    const known = this.#entries.get(tx.root);
    if (known) {
      known.push(...entries);
      return;
    }
    const first = [...entries];
    this.#entries.set(tx.root, first);
    tx.beforeCommit(() => this.#write(tx, first));
    tx.afterCommit(() => this.#wake(new Set(first.filter((entry) => this.#isDue(entry)).map(({ queue }) => queue))));
  }

  async #write(tx: Tx, entries: readonly OutboxEntry[]): Promise<void> {
    const byQueue = Map.groupBy(entries, ({ queue }) => queue);
    await Promise.all([...byQueue].map(([queue, group]) => this.#insert(tx, queue, group)));
  }

  async #insert(tx: Tx, queue: string, entries: readonly OutboxEntry[]): Promise<void> {
    const written = await insertMessages(tx, this.#boss, queue, entries);
    // pg-boss skips a conflict in silence; a message that was not written must not be lost in silence.
    if (written !== entries.length) throw new Error(`${queue}: ${written} of ${entries.length} messages were written`);
  }

  #isDue({ deliverAt }: OutboxEntry): boolean {
    return deliverAt === undefined || deliverAt <= this.#clock.now();
  }
}
