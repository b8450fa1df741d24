import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** Trouble that a test asks for; each order replaces the one before. */
export const FaultOrder = z.strictObject({
  /** Answers every request with 503 for so long. */
  downSeconds: z.number().nonnegative().default(0),
  /** Is so much slower from now on. */
  delayMs: z.int().nonnegative().default(0),
  /** Accepts refunds, and gives them only when somebody ends them by hand. */
  refundsTakeTime: z.boolean().default(false),
  webhooks: z
    .strictObject({
      /** Each is sent so often, all under one id. */
      copies: z.int().min(0).max(10).default(1),
      /** Each copy is late by chance, by so much at the most; later ones overtake it. */
      spreadMs: z.int().nonnegative().default(0),
    })
    .prefault({}),
});
export type FaultOrder = z.infer<typeof FaultOrder>;

export interface FaultOptions {
  /** What every request takes. */
  readonly latencyMs: number;
  /** What tok_slow takes. */
  readonly slowMs: number;
}

/** What goes wrong at the sandbox, and how long things take there. */
export class Faults {
  readonly #options: FaultOptions;
  readonly #stopping = new AbortController();
  readonly #failures = new Map<string, number>();
  #downUntil = 0;
  #order = FaultOrder.parse({});

  constructor(options: FaultOptions) {
    this.#options = options;
  }

  order(order: FaultOrder): void {
    this.#downUntil = performance.now() + order.downSeconds * 1000;
    this.#order = order;
  }

  get down(): boolean {
    return performance.now() < this.#downUntil;
  }

  get refundsTakeTime(): boolean {
    return this.#order.refundsTakeTime;
  }

  /** How late each copy of a webhook is sent. */
  webhookDelays(): readonly number[] {
    const { copies, spreadMs } = this.#order.webhooks;
    return Array.from({ length: copies }, () => Math.random() * spreadMs);
  }

  /** True for the first `times` calls under a key. */
  failsNow(key: string, times: number): boolean {
    const failed = this.#failures.get(key) ?? 0;
    if (failed >= times) return false;
    this.#failures.set(key, failed + 1);
    return true;
  }

  async takeTime(slow: boolean): Promise<void> {
    const delayMs = this.#options.latencyMs + this.#order.delayMs + (slow ? this.#options.slowMs : 0);
    if (delayMs > 0) await pause(delayMs, undefined, { signal: this.#stopping.signal });
  }

  /** Resolves when the caller has given up. */
  async hang(caller: AbortSignal): Promise<void> {
    await pause(HANG_MS, undefined, { signal: AbortSignal.any([caller, this.#stopping.signal]) }).catch(() => undefined);
  }

  stop(): void {
    this.#stopping.abort();
  }
}

const HANG_MS = 60_000;
