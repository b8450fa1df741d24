import type { NatsConnection } from '@nats-io/transport-node';
import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import { jobId } from '../messaging/outbox.ts';
import { type RelayRoute, relayQueue } from '../messaging/relay-queues.ts';
import type { Complain } from '../messaging/seldom.ts';
import type { CountRelayed } from './relay-metrics.ts';
import { confirmSubject, speakerOf } from './subjects.ts';

/** What a receiver says: the ids of messages that its inbox holds. */
export const Confirmation = z.array(z.uuid()).max(1_000);

export interface ConfirmationsDeps {
  readonly boss: PgBoss;
  readonly complain: Complain;
  readonly count: CountRelayed;
}

/** More than that are not kept in memory: the reconciler asks about them. */
const MOST_PENDING = 20_000;

/** Completes the messages of one module that their receivers hold: many at a time where they come quickly. */
export class Confirmations {
  readonly #from: string;
  readonly #deps: ConfirmationsDeps;
  readonly #pending = new Map<string, Set<string>>();
  #completing: Promise<void> | undefined;

  constructor(from: string, deps: ConfirmationsDeps) {
    this.#from = from;
    this.#deps = deps;
  }

  subscribe(connection: NatsConnection): void {
    const subject = confirmSubject({ from: this.#from, to: '*' });
    connection.subscribe(subject, {
      // Each confirmation goes to one process of the module.
      queue: 'relay',
      callback: (error, message) => {
        if (error) this.#deps.complain('confirmations cannot be heard', error, { subject });
        else this.#heard(speakerOf(message.subject), message.string());
      },
    });
  }

  /** Completes these messages of what is said to `to`. */
  confirm(to: string, messageIds: readonly string[]): void {
    const ids = this.#pending.get(to) ?? new Set();
    this.#pending.set(to, ids);
    for (const id of messageIds) if (ids.size < MOST_PENDING) ids.add(id);
    this.#completing ??= this.#completeAll().finally(() => {
      this.#completing = undefined;
    });
  }

  /** Resolves when all that was confirmed is completed, or could not be. */
  async settled(): Promise<void> {
    await this.#completing;
  }

  #heard(to: string, text: string): void {
    const ids = Confirmation.safeParse(jsonOf(text));
    if (ids.success) this.confirm(to, ids.data);
    else this.#deps.complain('a confirmation cannot be read', ids.error, { from: this.#from, to });
  }

  async #completeAll(): Promise<void> {
    for (let [next] = this.#pending; next !== undefined; [next] = this.#pending) {
      const [to, ids] = next;
      this.#pending.delete(to);
      await this.#complete({ from: this.#from, to }, [...ids]);
    }
  }

  async #complete(route: RelayRoute, messageIds: readonly string[]): Promise<void> {
    const { boss, complain, count } = this.#deps;
    const queue = relayQueue(route.from, route.to);
    try {
      const ids = messageIds.map((id) => jobId(queue, id));
      const { affected } = Settled.parse(await boss.complete(queue, ids));
      count(route, 'confirmed', affected);
    } catch (error) {
      complain(`could not note what was confirmed; its receiver will be asked: ${messageOf(error)}`, error, route);
    }
  }
}

/** What pg-boss answers to `complete`, which its types leave open. */
const Settled = z.object({ affected: z.int() });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
