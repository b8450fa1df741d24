import type { Database } from '#shared-kernel/database/database.ts';
import { messageOf } from '#shared-kernel/errors.ts';
import { failpoint } from '#shared-kernel/failpoints.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { DeliverWebhook, DeliveryRoom } from '../use-cases/deliver-webhook.ts';
import { WEBHOOKS_DUE } from '../use-cases/webhooks-due.ts';

export interface WebhookWorkerDeps {
  readonly database: Database;
  readonly signals: Signals;
  readonly log: Log;
  readonly deliverWebhook: DeliverWebhook;
  /** How often to look without being woken: for repetitions, and for what other processes note. */
  readonly pollMs: number;
}

type Claimed = Awaited<ReturnType<DeliverWebhook['claim']>>[number];

/**
 * Sends what is due, as long as the process lives. However many endpoints hang, they hold no more than the slots of
 * those that fail; and until that is known of one, no more of the others than its own few.
 */
export class WebhookWorker {
  readonly #deps: WebhookWorkerDeps;
  readonly #underWay = new Map<Promise<void>, Claimed>();
  readonly #stopping = new AbortController();
  readonly #hangingUp = new AbortController();
  #run: Promise<void> | undefined;
  #complained = false;

  constructor(deps: WebhookWorkerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#run = this.#sendAll();
  }

  /** Begins nothing more, and gives what is under way a moment. What is cut off is made again later, by whoever has it then. */
  async stop(graceMs = GRACE_MS): Promise<void> {
    this.#stopping.abort();
    const hangUp = setTimeout(() => this.#hangingUp.abort(), graceMs);
    await this.#run;
    await Promise.all(this.#underWay.keys());
    clearTimeout(hangUp);
  }

  async #sendAll(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      // Before the look, so that what becomes due meanwhile is not slept through.
      const woken = this.#deps.signals.wait(WEBHOOKS_DUE, this.#deps.pollMs, this.#stopping.signal);
      const claimed = await this.#claim();
      for (const delivery of claimed) this.#begin(delivery);
      if (claimed.length === 0) await woken;
    }
  }

  async #claim(): Promise<readonly Claimed[]> {
    const { database, deliverWebhook, log } = this.#deps;
    const room = this.#room();
    if (room.healthy + room.failing === 0) return [];
    try {
      const claimed = await database.transaction({ correlationId: newId() }, (tx) => deliverWebhook.claim(tx, room));
      this.#complained = false;
      return claimed;
    } catch (error) {
      // Postgres is away: the next look, a second later, asks again.
      if (!this.#complained) log.warn({ err: error }, `could not look for webhooks to send: ${messageOf(error)}`);
      this.#complained = true;
      return [];
    }
  }

  #room(): DeliveryRoom {
    const failing = [...this.#underWay.values()].filter((delivery) => delivery.failing).length;
    return { healthy: HEALTHY_SLOTS - (this.#underWay.size - failing), failing: FAILING_SLOTS - failing };
  }

  #begin(delivery: Claimed): void {
    const run = this.#deliver(delivery).finally(() => {
      this.#underWay.delete(run);
      this.#deps.signals.notify(WEBHOOKS_DUE);
    });
    this.#underWay.set(run, delivery);
  }

  async #deliver(delivery: Claimed): Promise<void> {
    const { database, deliverWebhook, log } = this.#deps;
    const { id, endpointId: endpoint, attempt: number } = delivery;
    try {
      const attempt = await deliverWebhook.send(delivery, this.#hangingUp.signal);
      await failpoint('saga.afterForeignCall', 'notifications.deliver-webhook');
      const disabled = await database.transaction({ correlationId: newId() }, (tx) =>
        deliverWebhook.settle(tx, delivery, attempt),
      );
      const { outcome, status } = attempt;
      if (outcome !== 'delivered') log.info({ delivery: id, endpoint, number, outcome, status }, 'a webhook was not taken');
      if (disabled) log.warn({ endpoint, because: disabled }, 'a webhook endpoint is disabled until somebody enables it again');
    } catch (error) {
      if (this.#hangingUp.signal.aborted) return;
      log.warn({ delivery: id, endpoint, number, err: error }, `a webhook is sent again: ${messageOf(error)}`);
    }
  }
}

/** Attempts at the same time in one process: to endpoints that do well, and to those that failed the last time. */
const HEALTHY_SLOTS = 48;
const FAILING_SLOTS = 16;
const GRACE_MS = 3_000;
