import { appendFileSync } from 'node:fs';

/**
 * What a client did and what it was told. `ok`: the shop said yes. `refused`: the shop said that nothing
 * happened. `unknown`: no answer came, or one that leaves it open; only the final state tells.
 */
export interface Call {
  readonly at: number;
  readonly tookMs: number;
  readonly action: 'place-order' | 'cancel-order' | 'refund' | 'adjust-stock' | 'read';
  /** The Idempotency-Key, and the mark by which its effects are found: in an email, or in a reason. */
  readonly key: string;
  readonly outcome: 'ok' | 'refused' | 'unknown';
  readonly process: string;
  readonly status?: number;
  readonly code?: string;
  readonly replayed?: boolean;
  /** Of the reply, without what may differ. */
  readonly reply?: string;
  readonly orderId?: string;
  readonly amount?: number;
  readonly sku?: string;
}

/** Every call and its reply, in memory and in a file outside the system under test. */
export class History {
  readonly calls: Call[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  record(call: Call): void {
    this.calls.push(call);
    appendFileSync(this.#file, `${JSON.stringify(call)}\n`);
  }

  count(outcome: Call['outcome']): number {
    return this.calls.filter((call) => call.outcome === outcome).length;
  }
}
