import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#shared-kernel/database/database.ts';
import type { Log } from '#shared-kernel/log.ts';
import { type RelayRoute, relayQueue } from '../messaging/relay-queues.ts';
import type { Complain } from '../messaging/seldom.ts';
import { type Broker, jittered } from './broker.ts';
import type { Confirmations } from './confirmations.ts';
import { type OutboxRow, readKept, readUnconfirmed, sendAgain } from './outbox-rows.ts';
import { ANSWER_WITHIN_MS, Answer, type Question } from './reconciliation.ts';
import type { CountRelayed } from './relay-metrics.ts';
import { reconcileSubject } from './subjects.ts';

export interface ReconcilerDeps {
  /** The queues under the role of the bus. */
  readonly database: Database;
  readonly broker: Broker;
  /** Of the sending module. */
  readonly confirmations: Confirmations;
  readonly ring: (queues: ReadonlySet<string>) => void;
  readonly log: Log;
  readonly complain: Complain;
  readonly count: CountRelayed;
  readonly pace?: ReconcilerPace;
}

/** How eager it is. */
export interface ReconcilerPace {
  /** A message that was sent so long ago and is not confirmed is asked about. */
  readonly askAfterSeconds: number;
  /** Between two pages of those. */
  readonly everyMs: number;
  /** Between two pages of those that are confirmed. */
  readonly walkEveryMs: number;
}

const UNHURRIED: ReconcilerPace = { askAfterSeconds: 5, everyMs: 2_000, walkEveryMs: 5_000 };
const PAGE = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** By so much the clocks of broker and receiver may differ. */
const CLOCKS_DIFFER_SECONDS = 30;

/** One of the two sets of messages that are walked through, page by page and from the beginning again. */
interface Walk {
  readonly confirmed: boolean;
  readonly everyMs: number;
  readonly read: (after: string) => Promise<readonly OutboxRow[]>;
  readonly keyOf: (row: OutboxRow) => string;
  readonly start: string;
}

/**
 * Compares what one module said to another with what the other holds, and puts right what was lost on the way: at the
 * broker, with a confirmation, by a receiver that was set back to an earlier time, or because a subscription is new.
 */
export class Reconciler {
  readonly #route: RelayRoute;
  readonly #deps: ReconcilerDeps;
  readonly #queue: string;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;
  #receiverWaits: number | undefined;

  constructor(route: RelayRoute, deps: ReconcilerDeps) {
    this.#route = route;
    this.#deps = deps;
    this.#queue = relayQueue(route.from, route.to);
  }

  /** The receiver. */
  get to(): string {
    return this.#route.to;
  }

  /** How long the receiver's slowest queue was waiting when it last answered. */
  get receiverWaitingSeconds(): number | undefined {
    return this.#receiverWaits;
  }

  start(): void {
    const { database, pace = UNHURRIED } = this.#deps;
    const { askAfterSeconds, everyMs, walkEveryMs } = pace;
    const unconfirmed: Walk = {
      confirmed: false,
      everyMs,
      start: '',
      read: (after) => database.read((db) => readUnconfirmed(db, this.#queue, { after, askAfterSeconds, limit: PAGE })),
      keyOf: ({ messageId }) => messageId,
    };
    const kept: Walk = {
      confirmed: true,
      everyMs: walkEveryMs,
      start: FIRST_ID,
      read: (after) => database.read((db) => readKept(db, this.#queue, after, PAGE)),
      keyOf: ({ jobId }) => jobId,
    };
    this.#running ??= Promise.all([this.#walk(unconfirmed), this.#walk(kept)]);
  }

  /** Asks nothing more. */
  drain(): void {
    this.#stopping.abort();
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  async #walk(walk: Walk): Promise<void> {
    let after = walk.start;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const { next, changed } = await this.#page(walk, after).catch((error: unknown) => {
        this.#deps.complain('could not compare what was sent with what has arrived', error, this.#route);
        return { next: after, changed: false };
      });
      after = next;
      // Where something was lost there is more of it, most likely.
      if (!changed) await pause(jittered(walk.everyMs), undefined, { signal }).catch(() => undefined);
    }
  }

  async #page(walk: Walk, after: string): Promise<{ readonly next: string; readonly changed: boolean }> {
    if (this.#deps.broker.usable === undefined) return { next: after, changed: false };
    const rows = await walk.read(after);
    const last = rows.at(-1);
    if (last === undefined) return { next: walk.start, changed: false };
    const answer = await this.#ask(rows);
    // Nobody is there: what was sent waits for it at the broker, and nothing is to be put right.
    if (answer === undefined) return { next: after, changed: false };
    const missing = new Set(answer.lacking);
    const held = walk.confirmed ? [] : rows.filter(({ messageId }) => !missing.has(messageId));
    await this.#confirm(held);
    const repaired = await this.#repair(
      rows.filter(({ messageId }) => missing.has(messageId)),
      answer,
    );
    return { next: rows.length === PAGE ? walk.keyOf(last) : walk.start, changed: repaired + held.length > 0 };
  }

  async #ask(rows: readonly OutboxRow[]): Promise<Answer | undefined> {
    const question: Question = { messages: rows.map(({ messageId, type }) => [messageId, type]) };
    const asked = this.#deps.broker.usable?.request(reconcileSubject(this.#route), JSON.stringify(question), {
      timeout: ANSWER_WITHIN_MS,
    });
    const reply = await asked?.catch(() => undefined);
    if (reply === undefined) return undefined;
    const answer = Answer.parse(reply.json());
    this.#receiverWaits = answer.waitingSeconds;
    return answer;
  }

  async #confirm(rows: readonly OutboxRow[]): Promise<void> {
    const { confirmations } = this.#deps;
    const ids = rows.map(({ messageId }) => messageId);
    if (ids.length > 0) confirmations.confirm(this.#route.to, ids);
    await confirmations.settled();
  }

  async #repair(lost: readonly OutboxRow[], { pending, pendingSeconds }: Answer): Promise<number> {
    const { database, ring, log, count } = this.#deps;
    // What is younger at the broker than a message was sent ago cannot be that message.
    const gone = lost.filter(({ sentSecondsAgo }) => pending === 0 || sentSecondsAgo > pendingSeconds + CLOCKS_DIFFER_SECONDS);
    const repaired = await sendAgain(database, this.#queue, gone);
    if (repaired === 0) return 0;
    count(this.#route, 'repaired', repaired);
    log.warn({ ...this.#route, messages: repaired }, 'messages that were sent are not at their receiver, and are sent again');
    ring(new Set([this.#queue]));
    return repaired;
  }
}
