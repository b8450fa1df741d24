import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** Trouble that a test asks for; each order replaces the one before. */
export const FaultOrder = z.strictObject({
  /** Answers every request with 503 for so long. */
  downSeconds: z.number().nonnegative().default(0),
  /** Is so much slower from now on. */
  delayMs: z.int().nonnegative().default(0),
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
  #delayMs = 0;

  constructor(options: FaultOptions) {
    this.#options = options;
  }

  order({ downSeconds, delayMs }: FaultOrder): void {
    this.#downUntil = performance.now() + downSeconds * 1000;
    this.#delayMs = delayMs;
  }

  get down(): boolean {
    return performance.now() < this.#downUntil;
  }

  /** True for the first `times` calls under a key. */
  failsNow(key: string, times: number): boolean {
    const failed = this.#failures.get(key) ?? 0;
    if (failed >= times) return false;
    this.#failures.set(key, failed + 1);
    return true;
  }

  async takeTime(slow: boolean): Promise<void> {
    const delayMs = this.#options.latencyMs + this.#delayMs + (slow ? this.#options.slowMs : 0);
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
